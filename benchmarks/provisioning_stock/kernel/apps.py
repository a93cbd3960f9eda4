from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Stands for the app of that label in the measurement of stock django-tenants."""

    name = "benchmarks.provisioning_stock.kernel"
    label = "kernel"
