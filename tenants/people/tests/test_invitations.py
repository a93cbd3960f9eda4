"""Invitations: sent, accepted by whom they are for, refused in clear words otherwise."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import Invalid
from shared_apps.identity.models import User
from shared_apps.identity.verified_email import is_verified
from tenants.access import Member
from tenants.directory import WorkspaceEntry, entry
from tenants.models import Invitation, Membership, Workspace
from tenants.people.actions import Invited, invite, resend_invitation, revoke_invitation
from tenants.people.actions.invitations import MOST_OPEN
from tenants.people.errors import BeyondYourRole, NoSuchInvitation, OwnerIsFixed, TooManyInvitations
from tenants.people.queries import open_invitations
from tests.fixtures import PASSWORD

ClientFor = Callable[..., Client]
Send = Callable[..., Invited]
GOOD = {"name": "Eva", "password": "an entirely new passphrase"}


@pytest.fixture
def place(acorn: Workspace) -> WorkspaceEntry:
    """Acorn as the directory knows it."""
    found = entry(acorn.pk)
    assert found is not None
    return found


@pytest.fixture
def send(
    place: WorkspaceEntry,
    ana: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Send:
    """Return a sender of invitations in Ana's name, mails included."""

    def sender(*emails: str, role: str = "staff") -> Invited:
        with django_capture_on_commit_callbacks(execute=True):
            return invite(emails=emails, role=role, by=Member(place, ana, "owner"), at=now())

    return sender


def link(number: int = -1) -> str:
    """Return the path of the invitation in the last mail, after checking its host."""
    body = str(mail.outbox[number].body)
    found = re.search(r"http://acorn\.localhost:\d+(/invitation/[\w-]+/)", body)
    assert found, body
    return found[1]


def test_several_people_are_invited_by_mail_in_the_workspace_s_name(send: Send) -> None:
    done = send("Eva@Example.com", "max@example.com ", "eva@example.com", "ben@example.com")
    assert [row.email for row in done.sent] == ["eva@example.com", "max@example.com"]
    assert done.members_already == ("ben@example.com",)
    assert [m.to for m in mail.outbox] == [["eva@example.com"], ["max@example.com"]]
    assert mail.outbox[0].from_email.startswith("Acorn <")
    assert "Ana" in mail.outbox[0].subject
    assert link(0) in str(mail.outbox[0].alternatives[0][0])


def test_one_bad_address_stops_all_and_is_named(send: Send) -> None:
    with pytest.raises(Invalid) as refusal:
        send("eva@example.com", "not an address", "ünï@")
    assert "not an address" in refusal.value.fields["emails"][0]
    assert not Invitation.objects.exists()
    assert not mail.outbox


@pytest.mark.parametrize("emails", [[], [" "], ["a" * 250 + "@example.com"]])
def test_no_address_or_one_too_long_is_refused(emails: list[str], send: Send) -> None:
    with pytest.raises(Invalid):
        send(*emails)


def test_nobody_invites_to_their_own_role_or_to_ownership(
    place: WorkspaceEntry, ana: User, send: Send
) -> None:
    with pytest.raises(OwnerIsFixed):
        send("eva@example.com", role="owner")
    with pytest.raises(BeyondYourRole):
        invite(emails=["eva@example.com"], role="admin", by=Member(place, ana, "admin"), at=now())


def test_open_invitations_are_bounded(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenants.people.actions.invitations.MOST_OPEN", 2)
    send("a@example.com", "b@example.com")
    send("a@example.com")
    with pytest.raises(TooManyInvitations):
        send("c@example.com")
    assert MOST_OPEN == 500


def test_a_new_person_sets_name_and_password_and_is_in(
    send: Send, acorn: Workspace, client_for: ClientFor
) -> None:
    send("eva@example.com")
    client = client_for(acorn)
    assert client.get(link()).status_code == 200
    answer = client.post(link(), GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/manage/")
    eva = User.objects.get(email="eva@example.com")
    assert (eva.name, is_verified(eva)) == ("Eva", True)
    assert Membership.objects.get(user=eva).role == "staff"
    assert client.get("/manage/").status_code == 200


@pytest.mark.parametrize("password", ["short", "password123", "eva@example.com", ""])
def test_a_weak_password_is_refused_and_nothing_happens(
    password: str, send: Send, acorn: Workspace, client_for: ClientFor
) -> None:
    send("eva@example.com")
    answer = client_for(acorn).post(link(), {"name": "Eva", "password": password})
    assert answer.status_code == 400
    assert not User.objects.filter(email="eva@example.com").exists()


def test_whoever_has_an_account_signs_in_first(
    send: Send, acorn: Workspace, cem: User, client_for: ClientFor
) -> None:
    send("cem@example.com", role="member")
    client = client_for(acorn)
    page = client.get(link())
    assert "/account/login/?next=/invitation/" in page.content.decode()
    assert client.post(link(), GOOD).status_code == 409
    assert not Membership.objects.filter(workspace=acorn, user=cem).exists()
    cem.refresh_from_db()
    assert cem.check_password(PASSWORD)
    form = {"login": "cem@example.com", "password": PASSWORD}
    signed_in = client_for(acorn, cem)
    assert form
    assert signed_in.get(link()).status_code == 200
    assert signed_in.post(link()).status_code == 302
    assert Membership.objects.get(workspace=acorn, user=cem).role == "member"


def test_somebody_else_cannot_accept(
    send: Send, acorn: Workspace, cem: User, client_for: ClientFor
) -> None:
    send("eva@example.com")
    client = client_for(acorn, cem)
    for answer in (client.get(link()), client.post(link())):
        assert answer.status_code == 403
        assert "for eva@example.com" in answer.content.decode()
    assert not Membership.objects.filter(workspace=acorn, user=cem).exists()


def test_a_link_works_once(send: Send, acorn: Workspace, client_for: ClientFor) -> None:
    send("eva@example.com")
    client_for(acorn).post(link(), GOOD)
    answer = client_for(acorn).get(link())
    assert answer.status_code == 410
    assert "accepted already" in answer.content.decode()


def test_a_link_lasts_a_week(send: Send, acorn: Workspace, client_for: ClientFor) -> None:
    send("eva@example.com")
    row = Invitation.objects.get()
    assert row.expires_at - row.created_at > timedelta(days=6, hours=23)
    Invitation.objects.update(expires_at=now())
    answer = client_for(acorn).post(link(), GOOD)
    assert answer.status_code == 410
    assert "has expired" in answer.content.decode()
    assert not User.objects.filter(email="eva@example.com").exists()


def test_a_revoked_link_is_over(
    send: Send, acorn: Workspace, client_for: ClientFor, place: WorkspaceEntry, ana: User
) -> None:
    row = send("eva@example.com").sent[0]
    revoke_invitation(invitation=row, by=Member(place, ana, "owner"), at=now())
    answer = client_for(acorn).get(link())
    assert answer.status_code == 410
    assert "taken back" in answer.content.decode()
    with pytest.raises(NoSuchInvitation):
        resend_invitation(invitation=row, by=Member(place, ana, "owner"), at=now())


def test_foreign_and_unknown_links_look_the_same(
    send: Send, birch: Workspace, client_for: ClientFor
) -> None:
    send("eva@example.com")
    client = client_for(birch)
    foreign, unknown = client.get(link()), client.get("/invitation/" + "x" * 43 + "/")
    assert foreign.status_code == unknown.status_code == 404
    assert "not valid here" in foreign.content.decode()
    assert scrubbed(foreign.content) == scrubbed(unknown.content)
    assert client.post(link(), GOOD).status_code == 404


def scrubbed(content: bytes) -> str:
    """Return a page without what differs at every request."""
    text = re.sub(r'(nonce|content|value)="[\w+/=-]{16,}"', "", content.decode())
    return re.sub(r"/invitation/[\w-]+/|request-id[^<]*", "", text)


def test_sending_again_replaces_the_link(
    send: Send, acorn: Workspace, client_for: ClientFor
) -> None:
    send("eva@example.com")
    old = link()
    send("eva@example.com", role="member")
    assert Invitation.objects.count() == 1
    assert client_for(acorn).get(old).status_code == 404
    assert client_for(acorn).get(link()).status_code == 200
    assert Invitation.objects.get().role == "member"


def test_accepting_raises_a_role_and_never_lowers_one(
    send: Send, acorn: Workspace, client_for: ClientFor, cem: User
) -> None:
    seat = Membership.objects.create(workspace=acorn, user=cem, role="customer", is_active=False)
    send("cem@example.com", role="staff")
    client_for(acorn, cem).post(link())
    seat.refresh_from_db()
    assert (seat.role, seat.is_active) == ("staff", True)
    Membership.objects.filter(pk=seat.pk).update(role="admin")
    Invitation.objects.update(accepted_at=None)
    client_for(acorn, cem).post(link())
    seat.refresh_from_db()
    assert seat.role == "admin"


def test_only_the_hash_of_the_link_is_kept(send: Send) -> None:
    send("eva@example.com")
    token = link().split("/")[2]
    assert token not in " ".join(str(value) for value in vars(Invitation.objects.get()).values())


def test_guessing_links_runs_into_a_limit(acorn: Workspace, client_for: ClientFor) -> None:
    client = client_for(acorn, REMOTE_ADDR="198.51.100.77")
    statuses = [client.get(f"/invitation/guess-{n}/").status_code for n in range(62)]
    assert statuses[:60] == [404] * 60
    assert statuses[60:] == [429, 429]


def test_expired_ones_stay_listed_to_be_sent_again(send: Send, place: WorkspaceEntry) -> None:
    send("eva@example.com")
    Invitation.objects.update(expires_at=now() - timedelta(days=1))
    assert open_invitations(place).count() == 1
