"""CSRF secrets: ours are accepted, those of other workspaces and Django's own are not."""

import re
from collections.abc import Callable

from django.conf import settings
from django.test import Client

from shared_apps.identity.csrf import bound_secret, is_bound
from shared_apps.identity.models import User
from tenants.context import use_workspace
from tenants.models import Workspace

ClientFor = Callable[..., Client]
FORM = "/account/password/reset/"


def field(client: Client, path: str = FORM) -> str:
    found = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).content.decode()
    )
    assert found
    return found[1]


def test_a_secret_has_django_s_shape_and_belongs_to_one_workspace(
    acorn: Workspace, birch: Workspace
) -> None:
    with use_workspace(acorn):
        secret = bound_secret()
        assert is_bound(secret)
    assert re.fullmatch(r"[A-Za-z0-9]{32}", secret)
    with use_workspace(birch):
        assert not is_bound(secret)
    assert not is_bound(secret)


def test_a_form_works_before_and_after_signing_in(acorn: Workspace, client_for: ClientFor) -> None:
    client = client_for(acorn, enforce_csrf_checks=True)
    from tests.fixtures import PASSWORD

    form = {"login": "ana@example.com", "password": PASSWORD}
    assert client.post("/account/login/", form).status_code == 403
    token = field(client, "/account/login/")
    assert client.post("/account/login/", {**form, "csrfmiddlewaretoken": token}).status_code == 302
    token = field(client, "/account/password/change/")
    answer = client.post("/account/logout/", {"csrfmiddlewaretoken": token})
    assert answer.status_code == 302


def test_a_pair_chosen_by_an_attacker_is_refused(acorn: Workspace, client_for: ClientFor) -> None:
    client = client_for(acorn, enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    answer = client.post(FORM, {"email": "x@example.com", "csrfmiddlewaretoken": "a" * 32})
    assert answer.status_code == 403


def test_the_api_asks_sessions_for_the_token_and_explains(
    acorn: Workspace, ana: User, client_for: ClientFor
) -> None:
    client = client_for(acorn, ana, enforce_csrf_checks=True)
    path = "/api/v1/workspace/invitations/"
    body = {"emails": ["eva@example.com"], "role": "member"}
    refused = client.post(path, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    token = field(client, "/account/password/change/")
    done = client.post(path, body, content_type="application/json", HTTP_X_CSRFTOKEN=token)
    assert done.status_code in (200, 201), done.content
