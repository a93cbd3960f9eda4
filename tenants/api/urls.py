"""Below /api/ on a workspace's host, after all modules: the description, and what is not there."""

from django.urls import path, re_path

from . import views

urlpatterns = [
    path("v1/openapi.json", views.openapi, name="api_openapi"),
    path("v1/docs/", views.docs, name="api_docs"),
    re_path("", views.nothing_here),
]
