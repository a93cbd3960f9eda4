"""Where programs sign in: a password becomes a pair of tokens, the pair is renewed or ended."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.exceptions import TokenError

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from shared_apps.identity.refresh import RefreshRefused, revoke_family, rotate, start_family
from tenants.access import Access, member_of
from tenants.people.password_sign_in import sign_in_by_password

from .base import ApiView
from .jwt_tokens import WorkspaceAccessToken, WorkspaceRefreshToken

REFUSED = OpenApiResponse(description="Refused, with a problem document (RFC 9457).")


class PasswordSerializer(serializers.Serializer[dict[str, Any]]):
    """What a program sends to sign in."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=1024, trim_whitespace=False)
    code = serializers.CharField(
        max_length=32,
        required=False,
        allow_blank=True,
        default="",
        help_text="One-time or recovery code, where the person signs in with a second factor.",
    )


class RefreshSerializer(serializers.Serializer[dict[str, Any]]):
    """A refresh token."""

    refresh = serializers.CharField(max_length=4096)


class PairSerializer(serializers.Serializer[dict[str, Any]]):
    """A new pair. `expires_in` is the access token's life in seconds."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    token_type = serializers.CharField()
    expires_in = serializers.IntegerField()


class _Door(ApiView):
    """Open to everybody, and blind to cookies: what counts is in the body."""

    access: ClassVar[dict[str, str | Access]] = {"post": Access("public")}
    authentication_classes = ()

    def read(self, serializer_class: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """Return the body's valid fields; raise ValidationError."""
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        fields: dict[str, Any] = serializer.validated_data
        return fields


class TokenView(_Door):
    """Sign a member in."""

    @extend_schema(
        operation_id="auth_token",
        request=PasswordSerializer,
        responses={200: PairSerializer, 400: REFUSED, 401: REFUSED, 429: REFUSED},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Answer with a pair of tokens for an active member of this workspace."""
        fields, at = self.read(PasswordSerializer), now()
        user = sign_in_by_password(request._request, self.entry, **fields, at=at)
        refresh = WorkspaceRefreshToken()
        family = start_family(
            user=user,
            workspace=self.entry.ref,
            token_id=refresh.token_id,
            expires_at=at + WorkspaceRefreshToken.lifetime,
            at=at,
        )
        return pair(user, refresh_token(user, family_id=str(family.pk), jti=refresh.token_id))


class RefreshView(_Door):
    """Exchange a refresh token for a new pair."""

    @extend_schema(
        operation_id="auth_refresh",
        request=RefreshSerializer,
        responses={200: PairSerializer, 400: REFUSED, 401: REFUSED},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Answer with a new pair; a token shown twice ends its whole family."""
        token, at = parsed(self.read(RefreshSerializer)["refresh"]), now()
        following = WorkspaceRefreshToken()
        user = rotate(
            family_id=token.family_id(),
            workspace=self.entry.ref,
            token_id=token.token_id,
            next_token_id=following.token_id,
            expires_at=at + WorkspaceRefreshToken.lifetime,
            at=at,
        )
        self._check_membership(user, token)
        return pair(
            user, refresh_token(user, family_id=str(token.family_id()), jti=following.token_id)
        )

    def _check_membership(self, user: User, token: WorkspaceRefreshToken) -> None:
        if member_of(self.entry, user).role is None:
            revoke_family(family_id=token.family_id(), workspace=self.entry.ref, at=now())
            raise RefreshRefused


class RevokeView(_Door):
    """End a sign-in."""

    @extend_schema(
        operation_id="auth_revoke",
        request=RefreshSerializer,
        responses={204: None, 400: REFUSED},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """End the token's family; a token that means nothing is as good as ended (RFC 7009)."""
        try:
            token = parsed(self.read(RefreshSerializer)["refresh"])
        except RefreshRefused:
            return Response(status=status.HTTP_204_NO_CONTENT)
        revoke_family(family_id=token.family_id(), workspace=self.entry.ref, at=now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def parsed(raw: str) -> WorkspaceRefreshToken:
    """Return the refresh token behind a text; raise RefreshRefused."""
    try:
        token = WorkspaceRefreshToken(raw)  # type: ignore[arg-type]
        token.family_id()
    except TokenError:
        raise RefreshRefused from None
    return token


def refresh_token(user: User, *, family_id: str, jti: str) -> WorkspaceRefreshToken:
    """Return the refresh token with this id for a person in the current workspace."""
    return WorkspaceRefreshToken.made_for(user, fam=family_id, jti=jti)


def pair(user: User, refresh: WorkspaceRefreshToken) -> Response:
    """Return the answer that carries both tokens, never to be kept by a cache."""
    access = WorkspaceAccessToken.made_for(user)
    body = {
        "access": str(access),
        "refresh": str(refresh),
        "token_type": "Bearer",
        "expires_in": int(WorkspaceAccessToken.lifetime.total_seconds()),
    }
    return Response(body, headers={"Cache-Control": "no-store"})
