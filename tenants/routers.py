"""Refuses to touch a workspace's table while no workspace is set."""

from typing import Any

from django.conf import settings
from django_tenants.routers import TenantSyncRouter

from .context import SHARED, NoWorkspace, current, scope


class WorkspaceRouter(TenantSyncRouter):
    """django-tenants' router, with the first of two guards in front of every query.

    The second is the search path itself, in which no workspace table is found.
    """

    def _guard(self, model: Any) -> None:
        if current() is None and model._meta.app_label in settings.WORKSPACE_APP_LABELS:
            raise NoWorkspace(
                f"{model.__name__} belongs to a workspace and none is set here; "
                "wrap this in use_workspace(...)."
            )

    def db_for_read(self, model: Any, **_: Any) -> None:
        """Let Django choose the database, once a workspace is set."""
        self._guard(model)

    def db_for_write(self, model: Any, **_: Any) -> None:
        """Let Django choose the database, once a workspace is set."""
        self._guard(model)

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool | None:
        """Allow shared apps in the public schema and workspace apps in workspaces."""
        if hints.get("any_schema"):
            return None
        is_workspace_app = app_label in settings.WORKSPACE_APP_LABELS
        return is_workspace_app == (scope() is not None and scope() != SHARED)
