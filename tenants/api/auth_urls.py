"""Below /api/v1/auth/: tokens for programs."""

from django.urls import path

from .tokens import RefreshView, RevokeView, TokenView

urlpatterns = [
    path("token/", TokenView.as_view(), name="auth_token"),
    path("refresh/", RefreshView.as_view(), name="auth_refresh"),
    path("revoke/", RevokeView.as_view(), name="auth_revoke"),
]
