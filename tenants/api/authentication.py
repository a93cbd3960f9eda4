"""Who calls the API: a bearer token first, else the session of this host."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, TokenError

from shared_apps.foundation.errors import AtriumError, Forbidden
from shared_apps.identity.models import User
from tenants.access import member_of
from tenants.context import current
from tenants.directory import WorkspaceEntry

from .jwt_tokens import WorkspaceAccessToken


class TokenRefused(AtriumError):
    """The access token is malformed, expired, another workspace's, or its person is out."""

    code = "token_refused"
    status = 401
    sentence = "This access token is not valid here. Refresh it or sign in again."


class CsrfFailed(Forbidden):
    """A session's request came without the proof that it is from our own pages."""

    code = "csrf_failed"
    sentence = "The request carries no valid CSRF token. Send it in the header X-CSRFToken."


class WorkspaceJWTAuthentication(JWTAuthentication):
    """Accepts an access token of this workspace whose person is an active member of it.

    Every request reads person and membership from the database, so whoever is deactivated,
    removed or given a new password is out at once, not when the token expires.
    """

    def authenticate(self, request: Request) -> Any:
        """Return person and token, None without a bearer token; raise TokenRefused."""
        try:
            header = self.get_header(request)
            raw = self.get_raw_token(header) if header else None
        except AuthenticationFailed:
            raise TokenRefused from None
        if raw is None:
            return None
        entry: WorkspaceEntry | None = getattr(request, "workspace", None)
        if entry is None or current() is None:
            raise TokenRefused
        try:
            token = WorkspaceAccessToken(raw)  # type: ignore[arg-type]
        except TokenError:
            raise TokenRefused from None
        return self._person(token, entry, request), token

    def _person(self, token: WorkspaceAccessToken, entry: WorkspaceEntry, request: Request) -> User:
        user = User.objects.filter(pk=token.person_id(), is_active=True).first()
        if user is None or not token.stamp_fits(user):
            raise TokenRefused
        member = member_of(entry, user)
        if member.role is None:
            raise TokenRefused
        # The view's member, so that it is not asked for again.
        request._member = member  # type: ignore[attr-defined]
        return user


class WorkspaceSessionAuthentication(SessionAuthentication):
    """The browser's session, with CSRF always enforced, in our words."""

    def enforce_csrf(self, request: Any) -> None:
        """Raise CsrfFailed unless the request proves that it comes from our own pages."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise CsrfFailed from None


class WorkspaceJWTScheme(OpenApiAuthenticationExtension):
    """Describes the bearer token in the OpenAPI document."""

    target_class = WorkspaceJWTAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the security scheme object (OpenAPI 3.1, 4.8.27)."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class WorkspaceSessionScheme(OpenApiAuthenticationExtension):
    """Describes the session cookie in the OpenAPI document."""

    target_class = WorkspaceSessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the security scheme object."""
        from django.conf import settings

        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
