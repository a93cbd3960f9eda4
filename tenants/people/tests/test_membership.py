"""Roles: who may change whose, and that a workspace never stands without an owner."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError, Forbidden
from shared_apps.identity.models import RefreshFamily, User
from shared_apps.identity.refresh import start_family
from shared_apps.identity.tests.forget import forget
from shared_apps.registry.roles import Role
from tenants.access import Member
from tenants.directory import WorkspaceEntry, entry
from tenants.models import Membership, Workspace
from tenants.people.actions import (
    change_role,
    deactivate_member,
    leave_workspace,
    reactivate_member,
    remove_member,
    transfer_ownership,
)
from tenants.people.errors import (
    BeyondYourRole,
    NoSuchMember,
    NotAnHeir,
    OwnerCannotLeave,
    OwnerIsFixed,
)
from tenants.people.queries import assignable_roles, heirs, may_manage, members_of, workspaces_of

Seat = Callable[[str, str], Member]


@pytest.fixture
def place(acorn: Workspace) -> WorkspaceEntry:
    """Acorn as the directory knows it."""
    found = entry(acorn.pk)
    assert found is not None
    return found


@pytest.fixture
def seated(acorn: Workspace, place: WorkspaceEntry) -> Seat:
    """Return a maker of members of acorn."""

    def make(name: str, role: str) -> Member:
        user, _ = User.objects.get_or_create(email=f"{name}@example.com")
        Membership.objects.update_or_create(workspace=acorn, user=user, defaults={"role": role})
        return Member(place, user, role)

    return make


def row_of(member: Member) -> Membership:
    return Membership.objects.get(workspace_id=member.entry.id, user=member.user)


def owner_of(place: WorkspaceEntry, ana: User) -> Member:
    return Member(place, ana, "owner")


def test_an_admin_makes_a_member_staff(seated: Seat) -> None:
    mia, adam = seated("mia", "member"), seated("adam", "admin")
    change_role(membership=row_of(mia), role="staff", by=adam, at=now())
    assert row_of(mia).role == "staff"


def test_only_the_owner_makes_and_unmakes_admins(
    seated: Seat, place: WorkspaceEntry, ana: User
) -> None:
    mia, adam, owner = seated("mia", "staff"), seated("adam", "admin"), owner_of(place, ana)
    with pytest.raises(BeyondYourRole):
        change_role(membership=row_of(mia), role="admin", by=adam, at=now())
    change_role(membership=row_of(mia), role="admin", by=owner, at=now())
    with pytest.raises(BeyondYourRole):
        change_role(membership=row_of(mia), role="staff", by=adam, at=now())
    change_role(membership=row_of(mia), role="member", by=owner, at=now())
    assert row_of(mia).role == "member"


@pytest.mark.parametrize("action", [deactivate_member, reactivate_member, remove_member])
def test_nobody_touches_the_owner(
    action: Any, seated: Seat, ana: User, place: WorkspaceEntry
) -> None:
    adam, owner = seated("adam", "admin"), owner_of(place, ana)
    for by in (adam, owner):
        with pytest.raises(OwnerIsFixed):
            action(membership=row_of(owner), by=by, at=now())
        with pytest.raises(OwnerIsFixed):
            change_role(membership=row_of(owner), role="member", by=by, at=now())
        with pytest.raises(OwnerIsFixed):
            change_role(membership=row_of(adam), role="owner", by=by, at=now())


@pytest.mark.parametrize("role", ["staff", "member", "customer"])
def test_others_manage_nobody(role: str, seated: Seat) -> None:
    sam, cora = seated("sam", role), seated("cora", "customer")
    for action in (deactivate_member, reactivate_member, remove_member):
        with pytest.raises(Forbidden):
            action(membership=row_of(cora), by=sam, at=now())
    assert assignable_roles(sam) == []
    assert not may_manage(sam, row_of(cora))


def test_a_membership_of_birch_does_not_exist_for_acorn(
    birch: Workspace, cem: User, place: WorkspaceEntry, ana: User
) -> None:
    foreign = Membership.objects.get(workspace=birch, user=cem)
    with pytest.raises(NoSuchMember):
        remove_member(membership=foreign, by=owner_of(place, ana), at=now())
    assert Membership.objects.filter(pk=foreign.pk).exists()


def test_deactivating_ends_tokens_and_reactivating_does_not_revive_them(
    seated: Seat, acorn: Workspace
) -> None:
    adam, mia = seated("adam", "admin"), seated("mia", "member")
    assert mia.user is not None
    at = now()
    start_family(user=mia.user, workspace=acorn.ref, token_id="t", expires_at=at, at=at)
    deactivate_member(membership=row_of(mia), by=adam, at=at)
    assert not row_of(mia).is_active
    reactivate_member(membership=row_of(mia), by=adam, at=at)
    assert row_of(mia).is_active
    assert RefreshFamily.objects.get(user=mia.user).revoked_at == at


def test_everybody_leaves_but_the_owner(seated: Seat, place: WorkspaceEntry, ana: User) -> None:
    mia = seated("mia", "admin")
    leave_workspace(by=mia, at=now())
    with pytest.raises(Membership.DoesNotExist):
        row_of(mia)
    with pytest.raises(NoSuchMember):
        leave_workspace(by=mia, at=now())
    with pytest.raises(OwnerCannotLeave):
        leave_workspace(by=owner_of(place, ana), at=now())


def test_handing_over_swaps_owner_and_admin(seated: Seat, place: WorkspaceEntry, ana: User) -> None:
    mia, owner = seated("mia", "member"), owner_of(place, ana)
    assert row_of(mia) in heirs(owner)
    transfer_ownership(to=row_of(mia), by=owner, at=now())
    assert (row_of(mia).role, row_of(owner).role) == ("owner", "admin")
    with pytest.raises(Forbidden):
        transfer_ownership(to=row_of(mia), by=owner, at=now())


@pytest.mark.parametrize("role", ["customer", "owner"])
def test_a_workspace_goes_to_no_customer_and_not_to_oneself(
    role: str, seated: Seat, place: WorkspaceEntry, ana: User
) -> None:
    owner = owner_of(place, ana)
    heir = owner if role == "owner" else seated("cora", role)
    with pytest.raises(NotAnHeir):
        transfer_ownership(to=row_of(heir), by=owner, at=now())


def test_a_workspace_goes_to_nobody_who_is_shut_out(
    seated: Seat, place: WorkspaceEntry, ana: User
) -> None:
    mia = seated("mia", "admin")
    Membership.objects.filter(pk=row_of(mia).pk).update(is_active=False)
    with pytest.raises(NotAnHeir):
        transfer_ownership(to=row_of(mia), by=owner_of(place, ana), at=now())


def test_an_admin_cannot_hand_the_workspace_over(seated: Seat) -> None:
    adam, mia = seated("adam", "admin"), seated("mia", "member")
    with pytest.raises(Forbidden):
        transfer_ownership(to=row_of(mia), by=adam, at=now())


def test_the_database_allows_no_second_owner(seated: Seat) -> None:
    mia = seated("mia", "admin")
    with pytest.raises(IntegrityError, match="tenants_membership_one_owner"), transaction.atomic():
        Membership.objects.filter(pk=row_of(mia).pk).update(role="owner")


@pytest.mark.parametrize("way", ["demoted", "deleted"])
def test_the_database_leaves_no_workspace_without_owner(way: str, acorn: Workspace) -> None:
    seat = Membership.objects.filter(workspace=acorn, role="owner")
    with pytest.raises(IntegrityError, match="without an owner"), transaction.atomic():
        if way == "demoted":
            seat.update(role="admin")
        else:
            seat.delete()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_whole_workspace_may_go(acorn: Workspace) -> None:
    acorn.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert not Membership.objects.filter(workspace_id=acorn.pk).exists()


@pytest.fixture
def two_heirs(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[Member, list[Membership]]]:
    """Dee, who owns birch, and two members whom all connections can see."""
    with django_db_blocker.unblock():
        birch = Workspace.objects.get(slug="birch")
        found = entry(birch.pk)
        assert found is not None
        dee = User.objects.get(email="dee@example.com")
        users = [User.objects.create_user(f"{n}@example.com") for n in ("heir1", "heir2")]
        seats = [Membership.objects.create(workspace=birch, user=u, role="member") for u in users]
        try:
            yield Member(found, dee, "owner"), seats
        finally:
            with transaction.atomic():
                rows = Membership.objects.filter(workspace=birch)
                rows.filter(role="owner").update(role="admin")
                rows.filter(user=dee).update(role="owner")
                rows.filter(user__in=users).delete()
            forget(*users)


def test_of_two_hand_overs_at_once_one_wins(two_heirs: tuple[Member, list[Membership]]) -> None:
    owner, seats = two_heirs
    line, won = threading.Barrier(2), []

    def hand_over(to: Membership) -> None:
        line.wait()
        try:
            transfer_ownership(to=to, by=owner, at=now())
            won.append(to.user_id)
        except AtriumError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_over, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    owners = Membership.objects.filter(workspace_id=owner.entry.id, role=Role.OWNER)
    assert [row.user_id for row in owners] == won


def test_members_are_listed_by_trust_then_name(seated: Seat, place: WorkspaceEntry) -> None:
    seated("zoe", "admin")
    seated("adam", "admin")
    seated("cora", "customer")
    roles = [row.role for row in members_of(place)]
    assert roles == sorted(roles, key=list(Role.values).index)
    assert [r.user.email for r in members_of(place)][:3] == [
        "ana@example.com",
        "adam@example.com",
        "zoe@example.com",
    ]


def test_one_s_workspaces_are_those_one_may_enter(
    ana: User, acorn: Workspace, birch: Workspace
) -> None:
    seat = Membership.objects.create(workspace=birch, user=ana, role="member")
    assert [e.slug for e, _ in workspaces_of(ana)] == ["acorn", "birch"]
    seat.is_active = False
    seat.save()
    assert [(e.slug, role) for e, role in workspaces_of(ana)] == [("acorn", "owner")]
