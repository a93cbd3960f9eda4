"""JSON Web Tokens: issued to members, bound to the workspace, rotated, ended by reuse."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest
from django.conf import settings
from django.test import Client

from shared_apps.identity.models import RefreshFamily, User
from tenants.api.jwt_tokens import WorkspaceAccessToken, audience_of
from tenants.context import use_workspace
from tenants.models import Membership, Workspace
from tests.fixtures import PASSWORD

ClientFor = Callable[..., Client]


@pytest.fixture
def api(acorn: Workspace, client_for: ClientFor) -> Client:
    """A program on acorn's host that is not signed in."""
    return client_for(acorn)


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/auth/{path}/", body, content_type="application/json")


def sign_in(client: Client, email: str = "ana@example.com", **extra: Any) -> dict[str, Any]:
    answer = post(client, "token", email=email, password=PASSWORD, **extra)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def claims(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def test_a_member_gets_a_pair_with_the_workspace_in_it(
    api: Client, acorn: Workspace, ana: User
) -> None:
    pair = sign_in(api, email="ANA@example.com")
    told = claims(pair["access"])
    assert told["sub"] == str(ana.pk)
    assert told["ws"] == str(acorn.pk)
    assert told["gen"] == acorn.generation
    assert told["aud"] == audience_of(acorn.ref)
    assert told["iss"] == settings.PUBLIC_URL
    assert told["exp"] - told["iat"] == 600 == pair["expires_in"]


@pytest.mark.parametrize(
    ("email", "password"),
    [("ana@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("cem@example.com", PASSWORD)],
)
def test_wrong_unknown_and_stranger_get_byte_equal_answers(
    api: Client, email: str, password: str
) -> None:
    expected = post(api, "token", email="zoe@example.com", password="x")
    answer = post(api, "token", email=email, password=password)
    assert answer.status_code == expected.status_code == 401
    assert answer.content == expected.content
    ours = {k: v for k, v in answer.headers.items() if k != "X-Request-ID"}
    theirs = {k: v for k, v in expected.headers.items() if k != "X-Request-ID"}
    assert ours.keys() == theirs.keys()


@pytest.mark.parametrize(
    "body", ["", "[]", '{"email": 1}', '{"email": "a\\u0000@b.c", "password": "x"}', "{"]
)
def test_bodies_that_make_no_sense_are_400(api: Client, body: str) -> None:
    answer = api.post("/api/v1/auth/token/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def authenticates(client: Client, token: str) -> bool:
    """Say whether the authentication class lets the token pass on this client's host."""
    from rest_framework.test import APIRequestFactory

    from shared_apps.foundation.errors import AtriumError
    from tenants.api.authentication import WorkspaceJWTAuthentication
    from tenants.directory import entry_for_host

    entry = entry_for_host(client.defaults["SERVER_NAME"])
    assert entry is not None
    request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {token}")
    request.workspace = entry
    with use_workspace(entry.ref):
        try:
            return WorkspaceJWTAuthentication().authenticate(request) is not None
        except AtriumError as refusal:
            assert refusal.status == 401
            return False


def test_an_access_token_opens_its_own_workspace_only(
    api: Client, birch: Workspace, client_for: ClientFor, dee: User
) -> None:
    Membership.objects.create(
        workspace=birch, user=User.objects.get(email="ana@example.com"), role="staff"
    )
    token = sign_in(api)["access"]
    assert authenticates(api, token)
    assert not authenticates(client_for(birch), token)


def test_a_refresh_token_is_no_access_token(api: Client) -> None:
    assert not authenticates(api, sign_in(api)["refresh"])


def test_a_token_ends_with_membership_password_and_generation(
    api: Client, acorn: Workspace, ben: User
) -> None:
    token = sign_in(api, email="ben@example.com")["access"]
    seat = Membership.objects.get(workspace=acorn, user=ben)
    seat.is_active = False
    seat.save()
    assert not authenticates(api, token)
    seat.is_active = True
    seat.save()
    assert authenticates(api, token)
    ben.set_password("another good passphrase")
    ben.save()
    assert not authenticates(api, token)


def test_a_token_of_an_earlier_generation_is_refused(
    api: Client, acorn: Workspace, ana: User
) -> None:
    with use_workspace(acorn):
        token = WorkspaceAccessToken.made_for(ana)
        token.payload["gen"] = acorn.generation + 1
        forged_life = str(token)
    assert not authenticates(api, forged_life)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("iss", "https://elsewhere.example/"),
        ("aud", "urn:atrium:workspace:0190"),
        ("exp", 1),
        ("sub", "not-an-id"),
        ("token_type", "refresh"),
        ("pw", ""),
        ("ws", "x"),
    ],
)
def test_every_claim_is_checked(api: Client, change: str, value: Any) -> None:
    good = claims(sign_in(api)["access"])
    key = settings.SIMPLE_JWT["SIGNING_KEY"]
    assert authenticates(api, jwt.encode(good, key, algorithm="HS256"))
    bad = {**good, change: value}
    assert not authenticates(api, jwt.encode(bad, key, algorithm="HS256"))
    del bad[change]
    assert not authenticates(api, jwt.encode(bad, key, algorithm="HS256"))


def test_another_key_or_no_signature_is_refused(api: Client) -> None:
    good = claims(sign_in(api)["access"])
    assert not authenticates(api, jwt.encode(good, "k" * 50, algorithm="HS256"))
    assert not authenticates(api, jwt.encode(good, "", algorithm="none"))


def test_refreshing_rotates_and_the_old_token_ends_the_family(api: Client) -> None:
    first = sign_in(api)
    second = post(api, "refresh", refresh=first["refresh"])
    assert second.status_code == 200
    assert authenticates(api, second.json()["access"])
    assert post(api, "refresh", refresh=first["refresh"]).status_code == 401
    assert post(api, "refresh", refresh=second.json()["refresh"]).status_code == 401


def test_revoking_ends_the_family_and_nonsense_is_answered_alike(api: Client) -> None:
    pair = sign_in(api)
    assert post(api, "revoke", refresh=pair["refresh"]).status_code == 204
    assert post(api, "revoke", refresh="nonsense").status_code == 204
    assert post(api, "refresh", refresh=pair["refresh"]).status_code == 401


def test_birch_can_neither_refresh_nor_revoke_a_token_of_acorn(
    api: Client, birch: Workspace, client_for: ClientFor
) -> None:
    pair, foreign = sign_in(api), client_for(birch)
    assert post(foreign, "refresh", refresh=pair["refresh"]).status_code == 401
    post(foreign, "revoke", refresh=pair["refresh"])
    assert post(api, "refresh", refresh=pair["refresh"]).status_code == 200


def test_a_new_password_ends_refresh_families(api: Client, ana: User) -> None:
    pair = sign_in(api)
    ana.set_password("another good passphrase")
    ana.save()
    assert post(api, "refresh", refresh=pair["refresh"]).status_code == 401
    assert RefreshFamily.objects.get().revoked_at is not None


def test_a_deactivated_member_cannot_refresh_even_after_coming_back(
    api: Client, acorn: Workspace, ben: User
) -> None:
    pair = sign_in(api, email="ben@example.com")
    Membership.objects.filter(workspace=acorn, user=ben).update(is_active=False)
    assert post(api, "refresh", refresh=pair["refresh"]).status_code == 401
    Membership.objects.filter(workspace=acorn, user=ben).update(is_active=True)
    assert post(api, "refresh", refresh=pair["refresh"]).status_code == 401


def test_only_hashes_of_refresh_tokens_are_kept(api: Client) -> None:
    pair = sign_in(api)
    kept = " ".join(str(value) for value in vars(RefreshFamily.objects.get()).values())
    assert claims(pair["refresh"])["jti"] not in kept
