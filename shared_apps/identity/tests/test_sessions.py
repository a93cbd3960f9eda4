"""Sessions belong to one workspace, and end when they must."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from shared_apps.foundation.clock import now
from shared_apps.identity.models import Session, User
from shared_apps.identity.sessions import SessionStore, end_sessions, sessions_of
from tenants.context import use_workspace
from tenants.models import Membership, Workspace

ClientFor = Callable[..., Client]


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def opens(client: Client) -> bool:
    return client.get("/manage/").status_code == 200


def shown_at(workspace: Workspace, client_for: ClientFor, key: str) -> Client:
    client = client_for(workspace)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def test_a_cookie_of_acorn_finds_nothing_at_birch_even_just_after_use(
    acorn: Workspace, birch: Workspace, ana: User, client_for: ClientFor
) -> None:
    Membership.objects.create(workspace=birch, user=ana, role="staff")
    home = client_for(acorn, ana)
    assert opens(home)
    assert not opens(shown_at(birch, client_for, cookie(home)))
    assert opens(home)


def test_signing_out_at_birch_with_acorns_cookie_leaves_acorns_session_alone(
    acorn: Workspace, birch: Workspace, ana: User, client_for: ClientFor
) -> None:
    home = client_for(acorn, ana)
    key = cookie(home)
    shown_at(birch, client_for, key).post("/account/logout/")
    with use_workspace(birch):
        SessionStore(key).flush()
    assert opens(home)


def test_a_key_unknown_here_is_never_taken_over(acorn: Workspace) -> None:
    with use_workspace(acorn):
        store = SessionStore("f" * 32)
        store["seen"] = True
        store.save()
    assert store.session_key != "f" * 32


def test_a_session_of_an_earlier_life_of_the_workspace_is_over(
    acorn: Workspace, ana: User, client_for: ClientFor
) -> None:
    home = client_for(acorn, ana)
    assert opens(home)
    acorn.generation += 1
    acorn.save()
    from tenants.directory import directory

    directory.clear()
    assert not opens(home)


def test_a_new_key_keeps_workspace_and_person_and_forgets_the_old(
    acorn: Workspace, ana: User
) -> None:
    with use_workspace(acorn):
        store = SessionStore()
        store["_auth_user_id"] = str(ana.pk)
        store.create()
        old = store.session_key
        store.cycle_key()
    row = Session.objects.get(user=ana)
    assert row.session_key == store.session_key != old
    assert row.workspace_id == acorn.pk


def test_saving_again_does_not_move_a_session(acorn: Workspace) -> None:
    with use_workspace(acorn):
        store = SessionStore()
        store.create()
        made = Session.objects.get(pk=store.session_key).created_at
        store["more"] = 1
        store.save()
    row = Session.objects.get(pk=store.session_key)
    assert (row.created_at, row.workspace_id) == (made, acorn.pk)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    acorn: Workspace, birch: Workspace, ana: User, client_for: ClientFor
) -> None:
    from tests.fixtures import PASSWORD

    this, other, elsewhere = client_for(acorn, ana), client_for(acorn, ana), client_for(birch, ana)
    new = "an entirely new passphrase"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = this.post("/account/password/change/", form)
    assert answer.status_code == 302, answer.content
    assert opens(this)
    assert not opens(other)
    assert elsewhere.get("/account/email/").status_code == 302
    assert [s.session_key for s in sessions_of(ana, now())] == [cookie(this)]


def test_a_deactivated_member_is_signed_out_and_cannot_come_back_as_a_member(
    acorn: Workspace, ana: User, ben: User, client_for: ClientFor
) -> None:
    from tenants.access import Member
    from tenants.directory import entry
    from tenants.people.actions import deactivate_member

    client = client_for(acorn, ben)
    assert opens(client)
    acorn_entry = entry(acorn.pk)
    assert acorn_entry is not None
    seat = Membership.objects.get(workspace=acorn, user=ben)
    deactivate_member(membership=seat, by=Member(acorn_entry, ana, "owner"), at=now())
    assert not opens(client)
    assert not Session.objects.filter(user=ben).exists()
    assert not opens(client_for(acorn, ben))


def test_sessions_are_listed_and_ended_per_person(
    acorn: Workspace, birch: Workspace, ana: User, ben: User, client_for: ClientFor
) -> None:
    for workspace, user in ((acorn, ana), (birch, ana), (acorn, ben)):
        client_for(workspace, user)
    assert {s.workspace_id for s in sessions_of(ana, now())} == {acorn.pk, birch.pk}
    assert end_sessions(ana, workspace_id=acorn.pk) == 1
    assert [s.workspace_id for s in sessions_of(ana, now())] == [birch.pk]
    assert sessions_of(ben, now()).count() == 1


def test_expired_sessions_are_void_and_cleared(
    acorn: Workspace, ana: User, client_for: ClientFor
) -> None:
    client = client_for(acorn, ana)
    Session.objects.filter(user=ana).update(expire_date=now() - timedelta(seconds=1))
    assert not opens(client)
    client_for(acorn, ana)
    Session.objects.filter(user=ana).update(expire_date=now() - timedelta(seconds=1))
    SessionStore.clear_expired()
    assert not Session.objects.filter(user=ana).exists()


@pytest.mark.parametrize("key", ["", "x", "ü" * 32, "a" * 4000, "'; --"])
def test_cookies_that_make_no_sense_are_visitors(
    key: str, acorn: Workspace, client_for: ClientFor
) -> None:
    assert shown_at(acorn, client_for, key).get("/").status_code == 200
