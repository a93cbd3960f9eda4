"""The signed tokens of the API (RFC 7519), each good in one life of one workspace.

Claims beside simplejwt's own (`token_type`, `exp`, `iat`, `jti`, `iss`):
`sub` the person's id; `aud` urn:atrium:workspace:<id>; `ws` the workspace's id again, for
clients that do not read audiences; `gen` the workspace's generation; `pw` a keyed hash of
the password at sign-in, so that a new password ends the token; `fam` in refresh tokens,
the family they belong to.
"""

from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from shared_apps.identity.models import User
from tenants.context import WorkspaceRef, require

STAMP_LENGTH = 16


def audience_of(ref: WorkspaceRef) -> str:
    """Return the audience of a workspace's tokens: its id, whatever host it answers on."""
    return f"urn:atrium:workspace:{ref.id}"


def password_stamp(user: User) -> str:
    """Return the part of the session hash that goes into tokens (64 bits of an HMAC)."""
    return user.get_session_auth_hash()[:STAMP_LENGTH]


class _WorkspaceBound(Token):
    """Signs and checks with the audience of the current workspace."""

    def get_token_backend(self) -> TokenBackend:
        """Return the signer for this workspace; raise NoWorkspace where none is set."""
        return TokenBackend(
            algorithm="HS256",
            signing_key=str(settings.SIMPLE_JWT["SIGNING_KEY"]),
            audience=audience_of(require()),
            issuer=str(settings.SIMPLE_JWT["ISSUER"]),
        )

    @classmethod
    def made_for(cls, user: User, **claims: Any) -> Self:
        """Return a new token for a person in the current workspace."""
        token, ref = cls(), require()
        token.payload.update(
            sub=str(user.pk), ws=str(ref.id), gen=ref.generation, pw=password_stamp(user), **claims
        )
        return token

    def verify(self) -> None:
        """Check expiry and kind, then workspace and generation; raise TokenError."""
        Token.verify(self)
        ref = require()
        if self.get("ws") != str(ref.id) or self.get("gen") != ref.generation:
            raise TokenError("Token is for another workspace")
        self.person_id()

    def person_id(self) -> UUID:
        """Return whose token this is; raise TokenError where it does not say."""
        return self._uuid("sub")

    def stamp_fits(self, user: User) -> bool:
        """Return whether the person's password is still that of the sign-in."""
        return constant_time_compare(str(self.get("pw", "")), password_stamp(user))

    def _uuid(self, claim: str) -> UUID:
        try:
            return UUID(str(self.payload[claim]))
        except (KeyError, ValueError):
            raise TokenError(f"Token has no usable {claim}") from None


class WorkspaceAccessToken(_WorkspaceBound, AccessToken):
    """Opens the API for ten minutes."""


class WorkspaceRefreshToken(_WorkspaceBound, RefreshToken):  # type: ignore[misc]
    """Is exchanged, once, for a new pair."""

    def family_id(self) -> UUID:
        """Return the family this token belongs to; raise TokenError where it names none."""
        return self._uuid("fam")

    @property
    def token_id(self) -> str:
        """Return the token's own id."""
        return str(self.payload["jti"])
