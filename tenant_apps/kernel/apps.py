from django.apps import AppConfig


class KernelConfig(AppConfig):
    """What every workspace has whatever it switches on: the outbox of facts."""

    name = "tenant_apps.kernel"
    label = "kernel"
