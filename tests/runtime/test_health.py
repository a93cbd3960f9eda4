"""What machines ask about the process, and who may ask."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from shared_apps.foundation import health
from tenants.models import Workspace

TOKEN = "a-long-random-word"
ELSEWHERE = "10.0.0.7"


@pytest.fixture
def machine() -> Client:
    """Somebody on this machine who asks past the front door."""
    return Client(headers={"host": "127.0.0.1"})


@pytest.fixture
def outside() -> Client:
    """A visitor: the front door marks what it passes on."""
    return Client(headers={"host": "127.0.0.1", "x-forwarded-for": "203.0.113.9"})


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL does not answer."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr(connection, "close", lambda: None)


def test_a_living_process_says_so_without_touching_any_server(
    machine: Client, no_database: None, settings: Any
) -> None:
    settings.VALKEY_URL = "redis://127.0.0.1:1/0"
    answer = machine.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert "no-store" in answer["Cache-Control"]


def test_ready_means_both_servers_answer(machine: Client, db: None) -> None:
    answer = machine.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "database": "ok", "valkey": "ok"}


def test_not_ready_names_the_database(machine: Client, no_database: None) -> None:
    answer = machine.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unreachable"
    assert answer.json()["valkey"] == "ok"


def test_not_ready_names_valkey(machine: Client, db: None, settings: Any) -> None:
    settings.VALKEY_URL = "redis://127.0.0.1:1/0"
    answer = machine.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "database": "ok", "valkey": "unreachable"}


@pytest.mark.parametrize("path", ["/metrics", "/-/tls-permission?domain=localhost"])
def test_visitors_do_not_learn_that_the_inner_questions_exist(
    outside: Client, machine: Client, path: str, db: None
) -> None:
    assert outside.get(path).status_code == 404
    assert machine.get(path).status_code == 200


def test_a_peer_elsewhere_needs_the_token(machine: Client, settings: Any) -> None:
    assert machine.get("/metrics", REMOTE_ADDR=ELSEWHERE).status_code == 404
    settings.INTERNAL_TOKEN = TOKEN
    wrong = {"authorization": "Bearer nearly"}
    right = {"authorization": f"Bearer {TOKEN}"}
    assert machine.get("/metrics", headers=wrong, REMOTE_ADDR=ELSEWHERE).status_code == 404
    assert machine.get("/metrics", headers=right, REMOTE_ADDR=ELSEWHERE).status_code == 200


def test_without_a_configured_token_an_empty_one_is_not_right(
    machine: Client, settings: Any
) -> None:
    settings.INTERNAL_TOKEN = None
    for sent in ("", "Bearer ", "Bearer None"):
        answer = machine.get("/metrics", headers={"authorization": sent}, REMOTE_ADDR=ELSEWHERE)
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("peer", "inside"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("10.0.0.1", False),
     ("", False), ("localhost", False), ("unix:", False)],
)  # fmt: skip
def test_only_loopback_addresses_are_this_machine(peer: str, inside: bool) -> None:
    assert health._is_loopback(peer) is inside


def test_requests_are_counted_by_route_and_never_by_workspace(
    machine: Client, acorn: Workspace
) -> None:
    for path in ("/healthz", "/no-such-page-0001", "/no-such-page-0002"):
        machine.get(path)
        Client(headers={"host": "acorn.localhost"}).get(path)
    text = machine.get("/metrics").content.decode()
    assert 'route="/healthz"' in text
    assert 'route="(no route)"' in text
    assert "no-such-page" not in text
    assert "acorn" not in text
    assert str(acorn.id) not in text
