from django.apps import AppConfig

from .backend import qualify

# Before any model class is made: apps are all created before the first models module loads.
qualify.connect()


class TenantsConfig(AppConfig):
    """Workspaces: the isolation kernel, provisioning, access and the dashboard."""

    name = "tenants"
    verbose_name = "Workspaces"

    def ready(self) -> None:
        from shared_apps.identity.session_scope import register_scope

        from . import checks  # noqa: F401  (registers the system checks)
        from .context import current

        register_scope(current)
