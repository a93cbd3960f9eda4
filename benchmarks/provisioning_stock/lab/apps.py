from django.apps import AppConfig


class LabConfig(AppConfig):
    """Stands for the app of that label in the measurement of stock django-tenants."""

    name = "benchmarks.provisioning_stock.lab"
    label = "lab"
