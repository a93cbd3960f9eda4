"""What can happen to a person's place in a workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from shared_apps.foundation.errors import Forbidden
from shared_apps.identity.models import User
from shared_apps.identity.refresh import revoke_families
from shared_apps.identity.sessions import end_sessions
from shared_apps.registry.roles import ADMIN, CUSTOMER, INSIDERS, OWNER
from tenants.access import Member
from tenants.models import Membership

from ..errors import NoSuchMember, NotAnHeir, OwnerCannotLeave
from ..ranks import check_may_manage


def change_role(*, membership: Membership, role: str, by: Member, at: datetime) -> Membership:
    """Give a member another role; both must be below the actor's own.

    Raises Forbidden, OwnerIsFixed, BeyondYourRole and NoSuchMember.
    """
    with _locked(membership, by) as row:
        check_may_manage(by, row.role, role)
        _update(row, at, role=role)
    return row


def deactivate_member(*, membership: Membership, by: Member, at: datetime) -> Membership:
    """Shut a member out, keeping their place: they are a visitor from now on.

    Their sessions and tokens in this workspace end at once. Raises as change_role.
    """
    with _locked(membership, by) as row:
        check_may_manage(by, row.role)
        _update(row, at, is_active=False)
        _sign_out(row, at)
    return row


def reactivate_member(*, membership: Membership, by: Member, at: datetime) -> Membership:
    """Let a member in again with the role they had. Raises as change_role."""
    with _locked(membership, by) as row:
        check_may_manage(by, row.role)
        _update(row, at, is_active=True)
    return row


def remove_member(*, membership: Membership, by: Member, at: datetime) -> None:
    """End a membership; what the person made in the workspace stays. Raises as change_role."""
    with _locked(membership, by) as row:
        check_may_manage(by, row.role)
        _end(row, at)


def leave_workspace(*, by: Member, at: datetime) -> None:
    """End the actor's own membership; raise OwnerCannotLeave or NoSuchMember."""
    with transaction.atomic():
        row = _own_row(by)
        if row.role == OWNER:
            raise OwnerCannotLeave
        _end(row, at)


def transfer_ownership(*, to: Membership, by: Member, at: datetime) -> Membership:
    """Make another member the owner and the present owner an admin, both or neither.

    Raises Forbidden unless the actor owns the workspace at this moment, NotAnHeir and
    NoSuchMember. The unique index tenants_membership_one_owner allows no second owner,
    so the old one steps down first.
    """
    with transaction.atomic():
        rows = {
            row.pk: row
            for row in _rows_of(by.entry.id).filter(user_id__in=[by.user_id, to.user_id])
        }
        old = next((row for row in rows.values() if row.user_id == by.user_id), None)
        new = rows.get(to.pk)
        if old is None or old.role != OWNER:
            raise Forbidden
        if new is None:
            raise NoSuchMember
        if new.pk == old.pk or not new.is_active or new.role not in INSIDERS:
            raise NotAnHeir
        _update(old, at, role=ADMIN)
        _update(new, at, role=OWNER)
    return new


def join_as_customer(*, workspace_id: UUID, user: User, at: datetime) -> Membership:
    """Make somebody a customer where they have no place yet; else leave their place alone.

    The caller has checked that the workspace lets customers register.
    """
    row, _ = Membership.objects.get_or_create(
        workspace_id=workspace_id, user=user, defaults={"role": CUSTOMER, "created_at": at}
    )
    return row


def _rows_of(workspace_id: UUID) -> QuerySet[Membership]:
    """Return the workspace's memberships, to be locked in the order of their ids."""
    return (
        Membership.objects.select_for_update(of=("self",))
        .filter(workspace_id=workspace_id)
        .select_related("user")
        .order_by("pk")
    )


@contextmanager
def _locked(membership: Membership, by: Member) -> Iterator[Membership]:
    """Open a transaction that holds the row as it is now, in the actor's workspace."""
    with transaction.atomic():
        row = _rows_of(by.entry.id).filter(pk=membership.pk).first()
        if row is None:
            raise NoSuchMember
        yield row


def _own_row(by: Member) -> Membership:
    row = _rows_of(by.entry.id).filter(user_id=by.user_id).first()  # type: ignore[misc]
    if row is None:
        raise NoSuchMember
    return row


def _update(row: Membership, at: datetime, **changes: object) -> None:
    for field, value in {**changes, "updated_at": at}.items():
        setattr(row, field, value)
    Membership.objects.filter(pk=row.pk).update(**changes, updated_at=at)


def _end(row: Membership, at: datetime) -> None:
    _sign_out(row, at)
    row.delete()


def _sign_out(row: Membership, at: datetime) -> None:
    end_sessions(row.user, workspace_id=row.workspace_id)
    revoke_families(row.user, workspace_id=row.workspace_id, at=at)
