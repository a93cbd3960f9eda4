"""Guessing runs into limits, and no answer tells who exists."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.test import Client

from shared_apps.identity.hashers import Argon2idHasher
from shared_apps.identity.models import User
from shared_apps.identity.verified_email import mark_verified
from tenants.models import Workspace
from tests.fixtures import PASSWORD

from .account_site import is_signed_in, scrubbed, sign_in
from .test_account_pages import NEW, let_customers_register

ClientFor = Callable[..., Client]
NOBODY = "xyz@example.com"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The password hashes computed meanwhile: the time an answer takes is theirs."""
    done: list[str] = []
    for name in ("encode", "verify"):
        original = getattr(Argon2idHasher, name)

        def counted(self: Any, *args: Any, _original: Any = original, **kwargs: Any) -> Any:
            done.append("hash")
            return _original(self, *args, **kwargs)

        monkeypatch.setattr(Argon2idHasher, name, counted)
    assert isinstance(get_hasher(), Argon2idHasher)
    yield done


def test_the_tenth_failure_is_the_last_whatever_the_workspace_and_address(
    acorn: Workspace, birch: Workspace, client_for: ClientFor
) -> None:
    for number in range(10):
        client = client_for((acorn, birch)[number % 2], REMOTE_ADDR=f"198.51.100.{number}")
        assert sign_in(client, password="wrong").status_code == 200
    answer = sign_in(client_for(acorn, REMOTE_ADDR="198.51.100.99"))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 800
    assert sign_in(client_for(acorn), "ben@example.com").status_code == 302


def test_unknown_accounts_are_counted_like_known_ones(
    acorn: Workspace, client_for: ClientFor
) -> None:
    statuses = [sign_in(client_for(acorn), NOBODY).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]


def test_an_address_that_tries_many_accounts_is_stopped(
    acorn: Workspace, client_for: ClientFor
) -> None:
    client = client_for(acorn, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.7")
    statuses = [sign_in(client, f"x{n}@example.com").status_code for n in range(61)]
    assert statuses == [200] * 60 + [429]
    elsewhere = client_for(acorn, HTTP_X_FORWARDED_FOR="198.51.100.7, 198.51.100.8")
    assert sign_in(elsewhere).status_code == 302


def test_the_token_endpoint_and_the_form_count_together(
    acorn: Workspace, client_for: ClientFor
) -> None:
    client = client_for(acorn)
    body = {"email": "ana@example.com", "password": "wrong"}
    for _ in range(5):
        sign_in(client, password="wrong")
        client.post("/api/v1/auth/token/", body, content_type="application/json")
    answer = client.post("/api/v1/auth/token/", body, content_type="application/json")
    assert answer.status_code == 429
    assert answer.json()["code"] == "too_many_requests"
    assert answer["Retry-After"]


def test_successes_do_not_count_and_a_reset_clears_the_account(
    acorn: Workspace, client_for: ClientFor
) -> None:
    from .test_account_pages import ask_for_reset, mailed_path, reset

    for _ in range(12):
        assert sign_in(client_for(acorn)).status_code == 302
    for _ in range(10):
        sign_in(client_for(acorn), password="wrong")
    assert sign_in(client_for(acorn)).status_code == 429
    mark_verified(User.objects.get(email="ana@example.com"))
    ask_for_reset(client_for(acorn))
    assert reset(client_for(acorn), mailed_path("acorn.localhost"))
    assert sign_in(client_for(acorn), password=NEW).status_code == 302


def test_reset_mails_to_one_mailbox_are_few(acorn: Workspace, client_for: ClientFor) -> None:
    form = {"email": "ana@example.com"}
    statuses = [
        client_for(acorn).post("/account/password/reset/", form).status_code for _ in range(6)
    ]
    assert statuses == [302] * 5 + [429]
    assert len(mail.outbox) == 5


@pytest.mark.parametrize("known", ["ana@example.com", "cem@example.com"])
def test_a_wrong_password_and_an_unknown_person_get_byte_equal_answers(
    known: str, acorn: Workspace, client_for: ClientFor, hashes: list[str]
) -> None:
    wrong = sign_in(client_for(acorn), known, "wrong")
    for_known = len(hashes)
    unknown = sign_in(client_for(acorn), NOBODY, "wrong")
    assert scrubbed(wrong, known) == scrubbed(unknown, NOBODY)
    assert for_known == len(hashes) - for_known == 1


def test_a_person_without_password_takes_as_long_as_any(
    acorn: Workspace, ana: User, client_for: ClientFor, hashes: list[str]
) -> None:
    ana.set_unusable_password()
    ana.save()
    hashes.clear()
    sign_in(client_for(acorn), password="wrong")
    assert hashes == ["hash"]


def test_asking_for_a_reset_tells_nothing(
    acorn: Workspace, client_for: ClientFor, public_client: Client
) -> None:
    for client_a, client_b in (
        (client_for(acorn), client_for(acorn)),
        (public_client, public_client),
    ):
        known = client_a.post("/account/password/reset/", {"email": "ana@example.com"}, follow=True)
        unknown = client_b.post("/account/password/reset/", {"email": NOBODY}, follow=True)
        assert scrubbed(known, "ana@example.com") == scrubbed(unknown, NOBODY)
        assert known.redirect_chain == unknown.redirect_chain
    assert [m.to for m in mail.outbox] == [["ana@example.com"], [NOBODY]] * 2


def test_registering_with_a_known_address_tells_nothing(
    acorn: Workspace, client_for: ClientFor, hashes: list[str]
) -> None:
    let_customers_register(acorn)
    form = {"name": "Kim", "password1": NEW}
    known = client_for(acorn).post(
        "/account/signup/", {**form, "email": "ana@example.com"}, follow=True
    )
    for_known = len(hashes)
    unknown = client_for(acorn).post("/account/signup/", {**form, "email": NOBODY}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert scrubbed(known, "ana@example.com") == scrubbed(unknown, NOBODY)
    assert for_known == len(hashes) - for_known == 1
    assert [m.to for m in mail.outbox] == [["ana@example.com"], [NOBODY]]
    ana = User.objects.get(email="ana@example.com")
    assert ana.check_password(PASSWORD)
    assert ana.name == "Ana"


def test_a_wrong_password_on_the_change_page_runs_into_the_limit(
    acorn: Workspace, ana: User, client_for: ClientFor
) -> None:
    client = client_for(acorn, ana)
    form = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    statuses = [client.post("/account/password/change/", form).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]


def test_signing_in_works_while_valkey_is_down(
    acorn: Workspace, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shared_apps.identity import limits

    counter = limits.ValkeyCounter("redis://127.0.0.1:1/0")
    monkeypatch.setattr(limits, "_counter", lambda: counter)
    client = client_for(acorn)
    assert sign_in(client).status_code == 302
    assert is_signed_in(client)
    statuses = [sign_in(client_for(acorn), password="wrong").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
