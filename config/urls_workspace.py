"""URLs of a workspace's host: account, dashboard, API, then every module's own."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path

from config.error_pages import *  # noqa: F403  Django looks for the handlers here
from shared_apps.registry.discovery import modules


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
    path("account/", include("allauth.urls")),
    *module_routes(),
    path("manage/", include("tenants.manage.urls")),
    path("", include("tenants.front.urls")),
]
