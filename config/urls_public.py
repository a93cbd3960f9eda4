"""URLs of the product's own site on the base domain."""

from django.urls import URLPattern, URLResolver, include, path

from config.error_pages import *  # noqa: F403  Django looks for the handlers here

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("tenants.people.account_urls")),
    path("", include("tenants.people.urls_public")),
    path("", include("tenants.site.urls")),
]
