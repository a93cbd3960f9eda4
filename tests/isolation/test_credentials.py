"""Every kind of credential of each of twenty workspaces, shown to the other nineteen.

The same person is an admin of all twenty, so that nothing but the binding to a workspace
can be the reason for a refusal. Each credential is shown at home last: it must be good
there, or its refusal elsewhere would prove nothing.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import jwt
import pytest
from allauth.account.internal.flows.email_verification import get_email_verification_url
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.test import Client, RequestFactory

from shared_apps.foundation.clock import now
from shared_apps.identity.models import RefreshFamily, User
from shared_apps.identity.reset_tokens import ScopedResetTokens
from shared_apps.identity.secrets_at_rest import digest_of, new_secret
from shared_apps.identity.tests.forget import forget
from shared_apps.identity.tickets import issue_ticket
from tenants.context import no_workspace, use_workspace
from tenants.directory import directory
from tenants.models import Invitation, Membership, Workspace
from tenants.provisioning.actions import drop_workspace, found_workspace
from tests.fixtures import PASSWORD, host

NUMBER = 20
MEMBERS = "/api/v1/workspace/members/"
_addresses = count(1)
# A refusal as a problem document takes a tenth of the time of a styled page.
AS_JSON = {"HTTP_ACCEPT": "application/json"}
AS_PAGE = {"HTTP_ACCEPT": "text/html"}


@dataclass(frozen=True)
class Place:
    """A workspace, or the public site where `workspace` is None."""

    workspace: Workspace | None
    person: User

    @property
    def host(self) -> str:
        """Return the host name."""
        return host(self.workspace) if self.workspace else settings.ATRIUM_BASE_DOMAIN

    def browser(self, **extra: Any) -> Client:
        """Return a fresh browser at an address of its own, so that no limit interferes."""
        number = next(_addresses)
        address = f"198.{number // 65536}.{number // 256 % 256}.{number % 256}"
        return Client(SERVER_NAME=self.host, REMOTE_ADDR=address, **{**AS_JSON, **extra})

    def inside(self) -> Any:
        """Work in this workspace, or for the public site."""
        return use_workspace(self.workspace) if self.workspace else no_workspace()


@pytest.fixture(scope="module")
def places(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Place]]:
    """Twenty workspaces and one admin of all, committed: a transaction holds one only."""
    with django_db_blocker.unblock():
        owner = User.objects.create_user("owner-of-all@example.com", PASSWORD)
        person = User.objects.create_user("admin-of-all@example.com", PASSWORD, name="Alma")
        found = [_place(number, owner, person) for number in range(NUMBER)]
        directory.clear()
        try:
            yield found
        finally:
            for place in found:
                assert place.workspace is not None
                drop_workspace(workspace=place.workspace, confirmation=place.workspace.slug)
            forget(owner, person)
            directory.clear()


def _place(number: int, owner: User, person: User) -> Place:
    made = found_workspace(name=f"Place {number}", slug=f"place-{number}", owner=owner, at=now())
    Membership.objects.create(workspace=made, user=person, role="admin")
    return Place(made, person)


def session_cookie(place: Place) -> str:
    browser = place.browser()
    with place.inside():
        browser.force_login(place.person)
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def session_opens(place: Place, cookie: str) -> bool:
    browser = place.browser()
    browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
    path = MEMBERS if place.workspace else "/workspaces/"
    return bool(browser.get(path).status_code == 200)


def pair(place: Place) -> dict[str, str]:
    body = {"email": place.person.email, "password": PASSWORD}
    answer = place.browser().post("/api/v1/auth/token/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def access_opens(place: Place, token: str) -> bool:
    answer = place.browser().get(MEMBERS, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code in (200, 401)
    return bool(answer.status_code == 200)


def refresh_works(place: Place, token: str) -> bool:
    answer = place.browser().post(
        "/api/v1/auth/refresh/", {"refresh": token}, content_type="application/json"
    )
    assert answer.status_code in (200, 401)
    return bool(answer.status_code == 200)


def revoke_works(place: Place, token: str) -> bool:
    """Say whether the token's family has been ended here."""
    answer = place.browser().post(
        "/api/v1/auth/revoke/", {"refresh": token}, content_type="application/json"
    )
    assert answer.status_code == 204
    family = jwt.decode(token, options={"verify_signature": False})["fam"]
    return RefreshFamily.objects.get(pk=family).revoked_at is not None


def ticket(place: Place) -> str:
    assert place.workspace is not None
    return issue_ticket(place.person, place.workspace.ref, now())


def ticket_opens(place: Place, token: str) -> bool:
    answer = place.browser().get("/welcome/", {"ticket": token})
    assert answer.status_code in (302, 403)
    return bool(answer.status_code == 302)


def reset_link(place: Place) -> str:
    place.person.refresh_from_db()  # a sign-in since then would have ended the link
    with place.inside():
        token = ScopedResetTokens().make_token(place.person)
    return f"/account/password/reset/key/{user_pk_to_url_str(place.person)}-{token}/"


def reset_link_opens(place: Place, path: str) -> bool:
    answer = place.browser(**AS_PAGE).get(path)
    assert answer.status_code in (200, 302)
    return bool(answer.status_code == 302)


def verification_link(place: Place) -> str:
    address, _ = EmailAddress.objects.get_or_create(
        user=place.person, email="new-address@example.com", defaults={"verified": False}
    )
    with place.inside():
        confirmation = EmailConfirmationHMAC.create(address)
        request = RequestFactory().get("/", SERVER_NAME=place.host)
        request.urlconf = settings.URLCONF_WORKSPACE  # type: ignore[attr-defined]
        url = get_email_verification_url(request, confirmation)
    return url.split(place.host, 1)[1]


def verification_link_opens(place: Place, path: str) -> bool:
    with undone():
        answer = place.browser().post(path)
    assert answer.status_code in (302, 404)
    return bool(answer.status_code == 302)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what the block writes, so that a link can be shown again."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def invitation(place: Place) -> str:
    token = new_secret()
    Invitation.objects.update_or_create(
        workspace=place.workspace,
        email="invited@example.com",
        defaults={
            "role": "member",
            "digest": digest_of(token),
            "expires_at": now() + timedelta(days=1),
        },
    )
    return token


def invitation_opens(place: Place, token: str) -> bool:
    form = {"name": "Ines", "password": "an entirely new passphrase"}
    with undone():
        answer = place.browser().post(f"/invitation/{token}/", form)
    assert answer.status_code in (302, 404)
    return bool(answer.status_code == 302)


def csrf_pair(place: Place) -> tuple[str, str]:
    browser = place.browser(**AS_PAGE)
    page = browser.get("/account/password/reset/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token
    return browser.cookies[settings.CSRF_COOKIE_NAME].value, token[1]


def csrf_pair_passes(place: Place, given: tuple[str, str]) -> bool:
    browser = place.browser(enforce_csrf_checks=True, **AS_PAGE)
    browser.cookies[settings.CSRF_COOKIE_NAME] = given[0]
    answer = browser.post("/account/logout/", {"csrfmiddlewaretoken": given[1]})
    assert answer.status_code in (302, 403)
    return bool(answer.status_code == 302)


KINDS: dict[str, tuple[Callable[[Place], Any], Callable[[Place, Any], bool]]] = {
    "session cookie": (session_cookie, session_opens),
    "access token": (lambda place: pair(place)["access"], access_opens),
    "refresh token, refreshed": (lambda place: pair(place)["refresh"], refresh_works),
    "refresh token, revoked": (lambda place: pair(place)["refresh"], revoke_works),
    "sign-in ticket": (ticket, ticket_opens),
    "password reset link": (reset_link, reset_link_opens),
    "e-mail verification link": (verification_link, verification_link_opens),
    "invitation": (invitation, invitation_opens),
    "CSRF cookie and token": (csrf_pair, csrf_pair_passes),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_credential_is_good_at_home_and_nowhere_else(kind: str, places: list[Place]) -> None:
    make, is_accepted = KINDS[kind]
    accepted_abroad, accepted_at_home, shown = 0, 0, 0
    for home in places:
        credential = make(home)
        for abroad in places:
            if abroad is not home:
                shown += 1
                accepted_abroad += is_accepted(abroad, credential)
        accepted_at_home += is_accepted(home, credential)
    assert shown == NUMBER * (NUMBER - 1)
    assert accepted_abroad == 0
    assert accepted_at_home == NUMBER


ALSO_PUBLIC = (
    "session cookie",
    "password reset link",
    "e-mail verification link",
    "CSRF cookie and token",
)


@pytest.mark.parametrize("kind", ALSO_PUBLIC)
def test_the_public_site_s_own_are_refused_by_workspaces_and_theirs_by_it(
    kind: str, places: list[Place]
) -> None:
    make, is_accepted = KINDS[kind]
    public = Place(None, places[0].person)
    own = make(public)
    for place in places:
        assert not is_accepted(place, own)
        assert not is_accepted(public, make(place))
    assert is_accepted(public, own)
