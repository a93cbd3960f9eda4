"""On the public site: one's workspaces."""

from django.urls import path

from .entrance import enter_workspace, your_workspaces

urlpatterns = [
    path("workspaces/", your_workspaces, name="your_workspaces"),
    path("workspaces/<uuid:pk>/enter/", enter_workspace, name="enter_workspace"),
]
