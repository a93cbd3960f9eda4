"""System checks over the settings that isolation rests on."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

ENGINE = "tenants.backend"
ROUTER = "tenants.routers.WorkspaceRouter"


@register()
def isolation_is_configured(**_: Any) -> list[CheckMessage]:
    """Check that the database backend, router, cache and cookies are the isolating ones."""
    found: list[CheckMessage] = []
    for alias, database in settings.DATABASES.items():
        if database["ENGINE"] != ENGINE:
            found.append(Error(f"Database {alias!r} must use {ENGINE}.", id="atrium.E101"))
    if ROUTER not in settings.DATABASE_ROUTERS:
        found.append(Error(f"DATABASE_ROUTERS must hold {ROUTER}.", id="atrium.E102"))
    for alias, cache in settings.CACHES.items():
        if cache.get("KEY_FUNCTION") != "tenants.cache.workspace_key":
            found.append(Error(f"Cache {alias!r} lacks the workspace key.", id="atrium.E103"))
    if settings.SESSION_COOKIE_DOMAIN or settings.CSRF_COOKIE_DOMAIN:
        found.append(Error("Cookies must be host-only: set no cookie domain.", id="atrium.E104"))
    return found
