"""Signing an organisation up."""

from django.test import Client

from tenants.models import Membership

FORM = {
    "organisation": "Cedar Choir",
    "slug": "cedar",
    "name": "Eve Example",
    "email": "eve@example.org",
    "password": "tall trees sing at night",
}


def send(client: Client, **changes: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-up/", {**FORM, **changes})


def test_an_organisation_signs_up_and_is_sent_to_its_own_host(public_client: Client) -> None:
    response = send(public_client)
    assert response.status_code == 302
    assert response["Location"].startswith("http://cedar.localhost")
    assert "/welcome/?ticket=" in response["Location"]
    member = Membership.objects.get(workspace__slug="cedar")
    assert (member.user.email, member.role) == ("eve@example.org", "owner")
