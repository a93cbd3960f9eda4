"""Second factors: one-time codes, recovery codes and passkeys."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.test import Client, RequestFactory

from shared_apps.identity.models import User
from shared_apps.identity.verified_email import mark_verified
from tenants.models import Membership, Workspace
from tenants.people.mfa_adapter import MFAAdapter
from tests.fixtures import PASSWORD, host

from .account_site import is_signed_in, sign_in

ClientFor = Callable[..., Client]
CODE_PAGE = "/account/2fa/authenticate/"


@pytest.fixture
def secret(ana: User) -> str:
    """The secret of Ana's authenticator app."""
    mark_verified(ana)
    made = generate_totp_secret()
    TOTP.activate(ana, made)
    return made


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_the_secret_is_encrypted_at_rest(secret: str, ana: User) -> None:
    kept = Authenticator.objects.get(user=ana).data["secret"]
    assert secret not in kept
    assert MFAAdapter().decrypt(kept) == secret


def test_a_password_alone_does_not_open_the_session(
    secret: str, acorn: Workspace, client_for: ClientFor
) -> None:
    client = client_for(acorn)
    assert sign_in(client)["Location"] == CODE_PAGE
    assert not is_signed_in(client)
    assert client.post(CODE_PAGE, {"code": code_of(secret)}).status_code == 302
    assert is_signed_in(client)


def test_a_code_used_at_acorn_is_spent_at_birch_too(
    secret: str, acorn: Workspace, birch: Workspace, client_for: ClientFor
) -> None:
    code = code_of(secret)
    for workspace, opens in ((acorn, True), (birch, False)):
        client = client_for(workspace)
        sign_in(client)
        client.post(CODE_PAGE, {"code": code})
        assert is_signed_in(client) is opens


def test_guessing_codes_runs_into_a_limit(
    secret: str, acorn: Workspace, client_for: ClientFor
) -> None:
    client = client_for(acorn)
    sign_in(client)
    statuses = [client.post(CODE_PAGE, {"code": "x"}).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert client.post(CODE_PAGE, {"code": code_of(secret)}).status_code == 429


def token(client: Client, **extra: str) -> int:
    body = {"email": "ana@example.com", "password": PASSWORD, **extra}
    answer = client.post("/api/v1/auth/token/", body, content_type="application/json")
    return int(answer.status_code)


def test_the_token_endpoint_asks_for_the_code_as_well(
    secret: str, acorn: Workspace, client_for: ClientFor
) -> None:
    client, code = client_for(acorn), code_of(secret)
    assert token(client) == 401
    assert token(client, code="000") == 401
    assert token(client, code=code) == 200
    assert token(client, code=code) == 401


def test_a_recovery_code_works_once(
    secret: str, acorn: Workspace, ana: User, client_for: ClientFor
) -> None:
    code = RecoveryCodes.activate(ana).get_unused_codes()[0]
    client = client_for(acorn)
    assert token(client, code=code) == 200
    assert token(client, code=code) == 401


def test_who_has_only_a_passkey_gets_no_token_by_password(
    acorn: Workspace, ana: User, client_for: ClientFor
) -> None:
    Authenticator.objects.create(user=ana, type=Authenticator.Type.WEBAUTHN, data={})
    assert token(client_for(acorn)) == 401
    assert token(client_for(acorn), code="123456") == 401


@pytest.mark.parametrize(
    ("base", "asked", "relying_party"),
    [
        ("localhost", "acorn.localhost", "acorn.localhost"),
        ("atrium.example", "acorn.atrium.example", "atrium.example"),
        ("atrium.example", "atrium.example", "atrium.example"),
        ("atrium.example", "shop.example.net", "shop.example.net"),
        ("atrium.example", "evilatrium.example", "evilatrium.example"),
    ],
)
def test_passkeys_belong_to_the_base_domain_where_browsers_allow_it(
    base: str, asked: str, relying_party: str, settings: object
) -> None:
    from allauth.core import context

    settings.ATRIUM_BASE_DOMAIN = base  # type: ignore[attr-defined]
    with context.request_context(RequestFactory().get("/", SERVER_NAME=asked)):
        assert MFAAdapter().get_public_key_credential_rp_entity()["id"] == relying_party


def test_the_sign_in_page_offers_a_passkey_challenge(
    acorn: Workspace, client_for: ClientFor
) -> None:
    client = client_for(acorn)
    answer = client.get("/account/2fa/webauthn/login/", HTTP_ACCEPT="application/json")
    options = answer.json()["request_options"]["publicKey"]
    assert options["rpId"] == host(acorn)
    assert len(options["challenge"]) >= 32
    assert Membership.objects.filter(workspace=acorn).exists()
