"""URLs of a workspace's host: account, dashboard, API, then every module's own."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path

from config.error_pages import *  # noqa: F403  Django looks for the handlers here
from shared_apps.registry.discovery import modules
from tenants.media import media


def module_routes() -> Iterator[URLResolver]:
    """Yield each module's pages, dashboard pages and API below its slug."""
    for module in modules().values():
        if module.pages:
            yield path(f"{module.slug}/", include(module.pages))
        if module.manage:
            yield path(f"manage/{module.slug}/", include(module.manage))
        if module.api:
            yield path(f"api/v1/{module.slug}/", include(module.api))


urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("tenants.people.account_urls")),
    path("api/v1/auth/", include("tenants.api.auth_urls")),
    path("", include("tenants.people.urls")),
    *module_routes(),
    path("api/v1/workspace/", include("tenants.api.workspace.urls")),
    path("api/", include("tenants.api.urls")),
    path("manage/", include("tenants.manage.urls")),
    path("", include("tenants.front.urls")),
    path("media/<path:name>", media, name="media"),
]
