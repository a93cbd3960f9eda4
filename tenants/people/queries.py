"""What can be asked about the people of a workspace."""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When

from shared_apps.identity.models import User
from shared_apps.identity.secrets_at_rest import digest_of
from shared_apps.registry.roles import Role
from tenants import directory
from tenants.access import Member
from tenants.directory import WorkspaceEntry
from tenants.models import Invitation, Membership

from .errors import (
    InvitationExpired,
    InvitationRevoked,
    InvitationUsed,
    NoSuchInvitation,
    NoSuchMember,
)
from .ranks import MANAGE, assignable_roles, is_below

__all__ = ["assignable_roles"]

BY_TRUST = Case(
    *(When(role=role, then=Value(place)) for place, role in enumerate(Role)),
    output_field=IntegerField(),
)


def members_of(entry: WorkspaceEntry) -> QuerySet[Membership]:
    """Return the workspace's memberships with their people: owner first, then by name."""
    return (
        Membership.objects.filter(workspace_id=entry.id)
        .select_related("user")
        .order_by(BY_TRUST, "user__name", "user__email", "pk")
    )


def membership(entry: WorkspaceEntry, membership_id: UUID) -> Membership:
    """Return one membership of this workspace; raise NoSuchMember."""
    found = members_of(entry).filter(pk=membership_id).first()
    if found is None:
        raise NoSuchMember
    return found


def may_manage(by: Member, row: Membership) -> bool:
    """Return whether `by` may change this membership's role or end it."""
    return by.can(MANAGE) and is_below(row.role, by)


def heirs(by: Member) -> QuerySet[Membership]:
    """Return those to whom the owner could hand the workspace."""
    return (
        members_of(by.entry)  # type: ignore[misc]
        .filter(is_active=True, role__in=[Role.ADMIN, Role.STAFF, Role.MEMBER])
        .exclude(user_id=by.user_id)
    )


def open_invitations(entry: WorkspaceEntry) -> QuerySet[Invitation]:
    """Return the invitations that nobody has accepted or taken back, newest first.

    Those that have expired are among them, so that they can be sent again.
    """
    return (
        Invitation.objects.filter(workspace_id=entry.id, accepted_at=None, revoked_at=None)
        .select_related("invited_by")
        .order_by("-created_at")
    )


def invitation(entry: WorkspaceEntry, invitation_id: UUID) -> Invitation:
    """Return one open invitation of this workspace; raise NoSuchInvitation."""
    found = open_invitations(entry).filter(pk=invitation_id).first()
    if found is None:
        raise NoSuchInvitation
    return found


def invitation_by_token(entry: WorkspaceEntry, token: str, at: datetime) -> Invitation:
    """Return the invitation a link leads to, if it still holds.

    Raises NoSuchInvitation (unknown or another workspace's), InvitationUsed,
    InvitationRevoked and InvitationExpired.
    """
    found = (
        Invitation.objects.filter(workspace_id=entry.id, digest=digest_of(token))
        .select_related("invited_by")
        .first()
    )
    if found is None:
        raise NoSuchInvitation
    check_invitation(found, at)
    return found


def check_invitation(row: Invitation, at: datetime) -> None:
    """Raise InvitationUsed, InvitationRevoked or InvitationExpired unless it holds."""
    if row.accepted_at is not None:
        raise InvitationUsed
    if row.revoked_at is not None:
        raise InvitationRevoked
    if row.expires_at <= at:
        raise InvitationExpired


def has_account(email: str) -> bool:
    """Return whether an account with this address exists, active or not."""
    return User.objects.filter(email=email).exists()


def workspaces_of(user: User) -> list[tuple[WorkspaceEntry, str]]:
    """Return the workspaces a person may enter, each with their role, by name."""
    rows = Membership.objects.filter(user=user, is_active=True).values_list("workspace_id", "role")
    found = [(entry, role) for pk, role in rows if (entry := directory.entry(pk)) is not None]
    return sorted(found, key=lambda pair: pair[0].name.casefold())
