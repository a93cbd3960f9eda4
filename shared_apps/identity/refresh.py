"""Refresh tokens in the database: rotated at each use, the family ended by a reuse.

There is no grace period: of several refreshes with one token exactly one succeeds, and
the others count as a reuse and end the family. A client that refreshes from two places at
once signs in again; a thief who does so signs nobody in.
"""

from datetime import datetime
from uuid import UUID

from django.utils.crypto import constant_time_compare

from shared_apps.foundation.errors import AtriumError

from .models import RefreshFamily, User
from .secrets_at_rest import digest_of
from .session_scope import Scope


class RefreshRefused(AtriumError):
    """The refresh token is unknown, used, expired, revoked or another workspace's."""

    code = "identity.refresh_refused"
    status = 401
    sentence = "This refresh token is not valid. Sign in again."


def start_family(
    *, user: User, workspace: Scope, token_id: str, expires_at: datetime, at: datetime
) -> RefreshFamily:
    """Begin a family whose only good token has the id `token_id`."""
    return RefreshFamily.objects.create(
        user=user,
        workspace_id=workspace.id,
        generation=workspace.generation,
        current_digest=digest_of(token_id),
        password_stamp=user.get_session_auth_hash(),
        made_at=at,
        used_at=at,
        expires_at=expires_at,
    )


def rotate(
    *,
    family_id: UUID,
    workspace: Scope,
    token_id: str,
    next_token_id: str,
    expires_at: datetime,
    at: datetime,
) -> User:
    """Replace the family's good token and return its person; raise RefreshRefused.

    The guarded UPDATE takes the row's lock, so concurrent calls with one token are put in
    a row and only the first still finds its token good.
    """
    mine = RefreshFamily.objects.filter(
        pk=family_id,
        workspace_id=workspace.id,
        generation=workspace.generation,
        revoked_at=None,
        expires_at__gt=at,
    )
    changed = mine.filter(current_digest=digest_of(token_id)).update(
        current_digest=digest_of(next_token_id), used_at=at, expires_at=expires_at
    )
    if not changed:
        # The signature was good, so this was a token of ours once: somebody kept a copy.
        mine.update(revoked_at=at)
        raise RefreshRefused
    return _person_of(family_id, at)


def _person_of(family_id: UUID, at: datetime) -> User:
    family = RefreshFamily.objects.select_related("user").get(pk=family_id)
    user = family.user
    same_password = constant_time_compare(family.password_stamp, user.get_session_auth_hash())
    if not (user.is_active and same_password):
        RefreshFamily.objects.filter(pk=family_id).update(revoked_at=at)
        raise RefreshRefused
    return user


def revoke_family(*, family_id: UUID, workspace: Scope, at: datetime) -> None:
    """End one family of this workspace; ending what is over changes nothing."""
    RefreshFamily.objects.filter(pk=family_id, workspace_id=workspace.id, revoked_at=None).update(
        revoked_at=at
    )


def revoke_families(user: User, *, workspace_id: UUID | None = None, at: datetime) -> int:
    """End a person's families, in one workspace or in all; return how many ended."""
    families = RefreshFamily.objects.filter(user=user, revoked_at=None)
    if workspace_id is not None:
        families = families.filter(workspace_id=workspace_id)
    return families.update(revoked_at=at)
