from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Knows which modules are installed and what each declares."""

    name = "shared_apps.registry"
    label = "registry"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
