"""URLs of the product's own site on the base domain."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.error_pages import *  # noqa: F403  Django looks for the handlers here
from shared_apps.foundation.components_page import components_page
from shared_apps.foundation.outbox_page import outbox, outbox_html
from tenants.access import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("tenants.people.account_urls")),
    path("", include("tenants.people.urls_public")),
    path("", include("tenants.site.urls")),
]
if settings.ATRIUM_ENV == "development":
    urlpatterns.append(path("_components/", public(components_page), name="components"))
if settings.ATRIUM_ENV != "production":
    urlpatterns.append(path("_outbox/", public(outbox), name="outbox"))
    urlpatterns.append(path("_outbox/<str:key>/html/", public(outbox_html), name="outbox_html"))
