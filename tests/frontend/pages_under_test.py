"""The addresses the browser visits: what the public site has, and the component page."""

from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path

from config.urls_public import handler400, handler403, handler404, handler500
from config.urls_public import urlpatterns as public_site
from shared_apps.foundation.components_page import components_page
from tenants.access import public

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("_components/", public(components_page)),
    path("_errors/<str:name>/", lambda request, name: render(request, f"errors/{name}.html")),
    *public_site,
]
