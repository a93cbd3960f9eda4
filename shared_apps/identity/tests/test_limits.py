"""Limits: sliding, forgiving success, the same for all workspaces, alive without Valkey."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import TooMany
from shared_apps.identity import limits
from shared_apps.identity.limits import Limit, ValkeyCounter, attempt, forget
from tenants.context import use_workspace
from tenants.models import Workspace

THREE = Limit("test.three", 3, timedelta(minutes=1))


@pytest.fixture
def key() -> str:
    """A key that no other test counts on."""
    return uuid.uuid4().hex


def test_the_fourth_attempt_is_refused_with_the_time_to_wait(key: str) -> None:
    at = now()
    for second in range(3):
        attempt(at + timedelta(seconds=second), (THREE, key))
    with pytest.raises(TooMany) as refusal:
        attempt(at + timedelta(seconds=10), (THREE, key))
    assert refusal.value.retry_after == 50


def test_the_window_slides(key: str) -> None:
    at = now()
    for second in (0, 30, 40):
        attempt(at + timedelta(seconds=second), (THREE, key))
    attempt(at + timedelta(seconds=61), (THREE, key))
    with pytest.raises(TooMany):
        attempt(at + timedelta(seconds=62), (THREE, key))


def test_a_refused_attempt_does_not_lengthen_the_wait(key: str) -> None:
    at = now()
    for _ in range(3):
        attempt(at, (THREE, key))
    for second in range(1, 60):
        with pytest.raises(TooMany):
            attempt(at + timedelta(seconds=second), (THREE, key))
    attempt(at + timedelta(seconds=61), (THREE, key))


def test_a_success_is_given_back(key: str) -> None:
    at = now()
    for _ in range(10):
        attempt(at, (THREE, key)).forgive()
    for _ in range(3):
        attempt(at, (THREE, key))


def test_a_proof_of_identity_starts_the_count_anew(key: str) -> None:
    at = now()
    for _ in range(3):
        attempt(at, (THREE, key))
    forget(THREE, key.upper())
    attempt(at, (THREE, key))


def test_all_workspaces_count_together(key: str, acorn: Workspace, birch: Workspace) -> None:
    at = now()
    for workspace in (acorn, birch, acorn):
        with use_workspace(workspace):
            attempt(at, (THREE, key))
    with use_workspace(birch), pytest.raises(TooMany):
        attempt(at, (THREE, key))


@pytest.fixture
def without_valkey(monkeypatch: pytest.MonkeyPatch) -> Iterator[ValkeyCounter]:
    """A counter whose Valkey does not answer."""
    counter = ValkeyCounter("redis://127.0.0.1:1/0")
    monkeypatch.setattr(limits, "_counter", lambda: counter)
    yield counter


def test_without_valkey_the_process_counts_for_itself(
    key: str, without_valkey: ValkeyCounter
) -> None:
    at = now()
    for _ in range(3):
        attempt(at, (THREE, key))
    with pytest.raises(TooMany):
        attempt(at, (THREE, key))
    attempt(at + timedelta(seconds=61), (THREE, key)).forgive()


def test_valkey_is_asked_again_after_a_pause(key: str, without_valkey: ValkeyCounter) -> None:
    attempt(now(), (THREE, key))
    assert without_valkey._down_until > 0
    without_valkey._down_until = 0.0
    without_valkey._client = ValkeyCounter(settings.VALKEY_URL)._client
    without_valkey._script = without_valkey._client.register_script(limits.SCRIPT)
    for _ in range(3):
        attempt(now(), (THREE, key))
    with pytest.raises(TooMany):
        attempt(now(), (THREE, key))


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEYS_IN_MEMORY", 10)
    counter = limits.MemoryCounter()
    for number in range(100):
        counter.take(str(number), THREE, "m", 0)
    assert len(counter._seen) == 10
