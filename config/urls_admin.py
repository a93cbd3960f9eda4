"""URLs of admin.<base domain>: the platform owners' admin, and their account."""

from django.urls import URLPattern, URLResolver, include, path

from config.error_pages import *  # noqa: F403  Django looks for the handlers here
from tenants.platform.site import platform_site

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("tenants.people.account_urls")),
    path("", platform_site.urls),
]
