from django.apps import AppConfig


class LabConfig(AppConfig):
    """A module that exists only in tests and measurements of provisioning."""

    name = "tenants.tests.provisioning.lab.module"
    label = "lab"
