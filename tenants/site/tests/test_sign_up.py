"""Signing an organisation up."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.test import Client

from shared_apps.identity.models import User
from tenants.jobs import header_of
from tenants.models import Membership, Workspace
from tenants.site.jobs import confirm_address
from tenants.site.sign_up import CannotSignUp
from tests.fixtures import PASSWORD

FORM = {
    "organisation": "Cedar Choir",
    "slug": "cedar",
    "name": "Eve Example",
    "email": "eve@example.org",
    "password": "tall trees sing at night",
}


def send(client: Client, **changes: str) -> Any:
    """Send the form with some fields changed."""
    return client.post("/sign-up/", {**FORM, **changes})


def test_an_organisation_signs_up_and_its_owner_stands_on_its_dashboard(
    public_client: Client,
) -> None:
    response = send(public_client)
    assert response.status_code == 302
    place = urlsplit(response["Location"])
    assert (place.hostname, place.path) == ("cedar.localhost", "/welcome/")
    member = Membership.objects.get(workspace__slug="cedar")
    assert (member.user.email, member.user.name) == ("eve@example.org", "Eve Example")
    assert member.role == "owner"
    inside = Client(SERVER_NAME="cedar.localhost")
    arrived = inside.get(f"{place.path}?{place.query}", follow=True)
    assert arrived.redirect_chain == [("/manage/", 302)]
    assert "Cedar Choir" in arrived.content.decode()


def test_the_ticket_works_once(public_client: Client) -> None:
    ticket = parse_qs(urlsplit(send(public_client)["Location"]).query)["ticket"][0]
    first, second = Client(SERVER_NAME="cedar.localhost"), Client(SERVER_NAME="cedar.localhost")
    assert first.get("/welcome/", {"ticket": ticket}).status_code == 302
    assert second.get("/welcome/", {"ticket": ticket}).status_code == 403


BAD_SLUGS = {
    "acorn": "is taken",
    "www": "is taken",
    "admin": "is taken",
    "Cedar": "small letters only, as in “cedar”",
    "zürich": "without accents",
    "北京": "without accents",
    "a" * 64: "at most 40 characters; this has 64",
    "-cedar": "single dashes",
    "cedar-": "single dashes",
    "ce--dar": "single dashes",
    "1cedar": "Start with a letter",
    "ce dar": "a to z, digits and dashes only",
    "ce.dar": "a to z, digits and dashes only",
    "c": "at least 2 characters",
    "ce\x00dar": "Null characters are not allowed",
}


@pytest.mark.parametrize(("slug", "sentence"), BAD_SLUGS.items())
def test_an_address_that_cannot_be_had_is_refused_with_a_sentence(
    public_client: Client, acorn: Workspace, slug: str, sentence: str
) -> None:
    response = send(public_client, slug=slug)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not User.objects.filter(email="eve@example.org").exists()


BAD_FIELDS = {
    "organisation": ("", "o" * 81, "two\nlines"),
    "name": ("", "n" * 151, "a\x01b"),
    "email": ("", "nonsense", f"{'e' * 260}@example.org"),
    "password": ("", "short", "password123", "cedarcedar" * 200, "eve@example.org"),
}


@pytest.mark.parametrize(
    ("field", "value"), [(f, v) for f, values in BAD_FIELDS.items() for v in values]
)
def test_a_field_that_makes_no_sense_is_refused_beside_it(
    public_client: Client, field: str, value: str
) -> None:
    response = send(public_client, **{field: value})
    assert response.status_code == 400
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Workspace.objects.filter(slug="cedar").exists()


def test_without_an_address_one_is_made_from_the_name(public_client: Client) -> None:
    response = send(public_client, slug="", organisation="Übungs-Chöre & Söhne 2")
    assert "http://ubungs-chore-sohne-2.localhost" in response["Location"]


def test_whoever_has_an_account_signs_a_second_organisation_up_with_its_password(
    public_client: Client, cem: User
) -> None:
    response = send(public_client, email="CEM@example.com", password=PASSWORD)
    assert response.status_code == 302
    assert Membership.objects.get(workspace__slug="cedar").user == cem
    cem.refresh_from_db()
    assert cem.name == "Cem"


def test_a_known_address_with_a_wrong_password_gets_one_sentence_and_nothing_else(
    public_client: Client, cem: User
) -> None:
    wrong = send(public_client, email=cem.email)
    cem.is_active = False
    cem.save()
    closed = send(public_client, email=cem.email, password=PASSWORD)
    for response in (wrong, closed):
        assert response.status_code == 400
        assert CannotSignUp.sentence in response.content.decode()
    assert not Workspace.objects.filter(slug="cedar").exists()


def test_a_person_with_a_second_factor_signs_in_by_the_usual_door(
    public_client: Client, cem: User
) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=cem, type=Authenticator.Type.TOTP, data={"secret": "x"})
    response = send(public_client, email=cem.email, password=PASSWORD)
    assert response["Location"].startswith("http://cedar.localhost")
    assert "/account/login/" in response["Location"]
    assert "ticket" not in response["Location"]


def test_guessing_passwords_by_signing_up_is_stopped(public_client: Client, cem: User) -> None:
    statuses = [send(public_client, email=cem.email).status_code for _ in range(12)]
    assert statuses[0] == 400
    assert statuses[-1] == 429


def test_the_owner_gets_a_link_to_confirm_the_address(public_client: Client) -> None:
    send(public_client)
    row = Workspace.objects.get(slug="cedar")
    owner = str(row.memberships.get().user_id)
    done = confirm_address.apply(args=[owner], headers=header_of(row.ref))
    assert done.successful()
    (message,) = mail.outbox
    assert message.to == ["eve@example.org"]
    assert "http://cedar.localhost" in str(message.body)


def test_the_address_is_checked_while_it_is_typed(public_client: Client, acorn: Workspace) -> None:
    free = public_client.get("/sign-up/address/check/", {"slug": "cedar"})
    assert "is free" in free.content.decode()
    taken = public_client.get("/sign-up/address/check/", {"slug": "acorn"})
    assert "is taken" in taken.content.decode()
    empty = public_client.get("/sign-up/address/check/")
    assert "free" not in empty.content.decode()


def test_a_suggestion_follows_the_name_and_leaves_what_was_typed(
    public_client: Client, acorn: Workspace
) -> None:
    def field(**sent: str) -> str:
        return public_client.get("/sign-up/address/", sent).content.decode()

    assert 'value="cedar-choir"' in field(organisation="Cedar Choir", slug="", suggested="")
    followed = field(organisation="Cedar Choir B", slug="cedar-choir", suggested="cedar-choir")
    assert 'value="cedar-choir-b"' in followed
    assert 'value="mine"' in field(organisation="Cedar", slug="mine", suggested="cedar")
    assert 'value="acorn-2"' in field(organisation="Acorn", slug="", suggested="")
    assert 'value="the-99-bottles"' in field(organisation="99 Bottles", slug="", suggested="")


def test_signing_up_takes_few_queries(
    public_client: Client, django_assert_max_num_queries: Any
) -> None:
    send(public_client, slug="warm-up", email="warm@example.org")
    with django_assert_max_num_queries(22):
        assert send(public_client).status_code == 302
