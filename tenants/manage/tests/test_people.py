"""Members and invitations, from the dashboard."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.identity.models import User
from tenants.models import Invitation, Membership, Workspace
from tests.fixtures import PASSWORD

Browser = Callable[..., Client]


def place(workspace: Workspace, user: User) -> Membership:
    """Return somebody's membership."""
    return Membership.objects.get(workspace=workspace, user=user)


def test_members_are_listed_and_found(client_for: Browser, acorn: Workspace, ana: User) -> None:
    client = client_for(acorn, ana)
    everybody = client.get("/manage/members/").content.decode()
    assert "ana@example.com" in everybody
    assert "ben@example.com" in everybody
    assert "cem@example.com" not in everybody
    found = client.get("/manage/members/", {"q": "BEN example"}).content.decode()
    assert "ben@example.com" in found
    assert "Nobody found" in client.get("/manage/members/", {"q": "zzz"}).content.decode()
    part = client.get("/manage/members/", {"q": "ben"}, HTTP_HX_REQUEST="true").content.decode()
    assert part.strip().startswith('<div id="members"')


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "9" * 40, "1.5", "²"])
def test_page_numbers_that_make_no_sense_are_not_found(
    client_for: Browser, acorn: Workspace, ana: User, page: str
) -> None:
    assert client_for(acorn, ana).get("/manage/members/", {"page": page}).status_code == 404


def test_a_role_is_changed(client_for: Browser, acorn: Workspace, ana: User, ben: User) -> None:
    client, row = client_for(acorn, ana), place(acorn, ben)
    client.post(f"/manage/members/{row.pk}/role/", {"role": "admin"})
    assert place(acorn, ben).role == "admin"
    client.post(f"/manage/members/{row.pk}/role/", {"role": "emperor"})
    client.post(f"/manage/members/{row.pk}/role/", {"role": "owner"})
    assert place(acorn, ben).role == "admin"


def test_a_member_is_shut_out_let_in_and_removed(
    client_for: Browser, acorn: Workspace, ana: User, ben: User
) -> None:
    client, row = client_for(acorn, ana), place(acorn, ben)
    client.post(f"/manage/members/{row.pk}/active/", {"active": "no"})
    assert not place(acorn, ben).is_active
    client.post(f"/manage/members/{row.pk}/active/", {"active": "yes"})
    assert place(acorn, ben).is_active
    client.post(f"/manage/members/{row.pk}/remove/")
    assert not Membership.objects.filter(workspace=acorn, user=ben).exists()


def test_members_of_another_workspace_do_not_exist_here(
    client_for: Browser, acorn: Workspace, birch: Workspace, ana: User, cem: User
) -> None:
    row = place(birch, cem)
    client = client_for(acorn, ana)
    for step, sent in (("role", {"role": "staff"}), ("remove", {}), ("active", {"active": "no"})):
        assert client.post(f"/manage/members/{row.pk}/{step}/", sent).status_code == 404
    assert place(birch, cem).role == "member"


def test_the_workspace_is_handed_over_with_the_password(
    client_for: Browser, acorn: Workspace, ana: User, ben: User
) -> None:
    client, row = client_for(acorn, ana), place(acorn, ben)
    address = f"/manage/members/{row.pk}/transfer/"
    assert "becomes the owner" in client.get(address).content.decode()
    assert client.post(address, {"password": "wrong"}).status_code == 400
    assert place(acorn, ben).role == "staff"
    assert client.post(address, {"password": PASSWORD}).status_code == 302
    assert (place(acorn, ben).role, place(acorn, ana).role) == ("owner", "admin")


def test_staff_leave_and_owners_do_not(
    client_for: Browser, acorn: Workspace, ana: User, ben: User
) -> None:
    client_for(acorn, ben).post("/manage/leave/")
    assert not Membership.objects.filter(workspace=acorn, user=ben).exists()
    told = client_for(acorn, ana).post("/manage/leave/", follow=True)
    assert "You own this workspace" in told.content.decode()
    assert place(acorn, ana).role == "owner"


def test_several_people_are_invited_at_once(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    client = client_for(acorn, ana)
    sent = {"emails": "gus@example.org, hal@example.org;\nben@example.com", "role": "staff"}
    page = client.post("/manage/invitations/", sent, follow=True).content.decode()
    assert "2 invitations are on the way" in page
    assert "Already a member, so not invited: ben@example.com" in page
    rows = Invitation.objects.filter(workspace=acorn)
    assert {row.email for row in rows} == {"gus@example.org", "hal@example.org"}


def test_an_address_that_is_none_is_named_beside_the_field(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    sent = {"emails": "gus@example.org nonsense", "role": "staff"}
    response = client_for(acorn, ana).post("/manage/invitations/", sent)
    assert response.status_code == 400
    assert "“nonsense” is not an e-mail address." in response.content.decode()
    assert not Invitation.objects.filter(workspace=acorn).exists()


def test_an_invitation_is_sent_again_and_taken_back(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    client = client_for(acorn, ana)
    client.post("/manage/invitations/", {"emails": "gus@example.org", "role": "member"})
    row = Invitation.objects.get(workspace=acorn)
    client.post(f"/manage/invitations/{row.pk}/resend/")
    assert Invitation.objects.get(pk=row.pk).digest != row.digest
    client.post(f"/manage/invitations/{row.pk}/revoke/")
    assert Invitation.objects.get(pk=row.pk).revoked_at is not None
    assert client.post(f"/manage/invitations/{row.pk}/resend/").status_code == 404


def test_nobody_gives_a_role_above_their_own(
    client_for: Browser, acorn: Workspace, ana: User, ben: User
) -> None:
    row = place(acorn, ben)
    client_for(acorn, ana).post(f"/manage/members/{row.pk}/role/", {"role": "admin"})
    admin = client_for(acorn, ben)
    refused = admin.post("/manage/invitations/", {"emails": "gus@example.org", "role": "admin"})
    assert refused.status_code == 400
    assert not Invitation.objects.exists()
