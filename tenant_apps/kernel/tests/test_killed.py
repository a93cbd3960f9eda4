"""A worker is killed between any two statements: nothing is lost and nothing is done twice."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, transaction

from shared_apps.foundation.clock import now
from tenant_apps.kernel import outbox
from tenants.context import use_workspace
from tenants.models import PendingOutbox, Workspace

from . import reactions
from .conftest import BellRang, manifest

VICTIM = Path(__file__).with_name("victim.py")


def database_url() -> str:
    """Return the address of the database these tests use."""
    known = connection.settings_dict
    user, password = quote(known["USER"]), quote(known["PASSWORD"])
    return f"postgres://{user}:{password}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def start(point: str, workspace: Workspace) -> subprocess.Popen[bytes]:
    """Start the victim on this test's database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
        "DATABASE_URL": database_url(),
        "VALKEY_URL": settings.VALKEY_URL,
    }
    return subprocess.Popen(
        [sys.executable, str(VICTIM), str(workspace.id), point],
        env=environment,
        cwd=settings.BASE_DIR,
        stderr=subprocess.PIPE,
    )


def kill_at(point: str, workspace: Workspace) -> None:
    """Run the victim and make sure that it was really killed."""
    victim = start(point, workspace)
    _, errors = victim.communicate(timeout=60)
    assert victim.returncode == -signal.SIGKILL, errors.decode()


@pytest.fixture
def bell(lasting, react):
    """A workspace with one committed fact and two reactions to it."""
    react(manifest("kernel", "count", "also_count"))
    with use_workspace(lasting):
        with transaction.atomic():
            outbox.publish(BellRang(times=1))
        yield lasting


def test_killed_before_the_commit_there_is_no_fact(lasting):
    kill_at("before commit", lasting)
    with use_workspace(lasting):
        assert not outbox.OutboxFact.objects.exists()
    assert not PendingOutbox.objects.filter(workspace_id=lasting.id).exists()


def test_killed_before_the_message_the_sweep_finds_the_fact(lasting, react):
    react(manifest("kernel", "count"))
    kill_at("after commit, before the message", lasting)
    assert PendingOutbox.objects.filter(workspace_id=lasting.id).exists()
    with use_workspace(lasting):
        assert outbox.deliver_due(at=now()) == 1
        assert reactions.traces("count") == [1]


@pytest.mark.parametrize(
    "point",
    [
        "after the claim",
        "inside a reaction",
        "between two reactions",
        "before the end is written down",
        "before the notes go",
    ],
)
def test_killed_while_delivering_each_reaction_still_happens_exactly_once(point, bell):
    kill_at(point, bell)
    assert PendingOutbox.objects.filter(workspace_id=bell.id).exists(), "the sweep must find it"
    outbox.deliver_due(at=now() + outbox.LEASE + timedelta(seconds=1))
    assert reactions.traces("count") == [1]
    assert reactions.traces("also_count") == [1]
    assert not outbox.waiting().exists()
    assert not PendingOutbox.objects.filter(workspace_id=bell.id).exists()


def test_a_fact_that_kills_every_worker_is_parked_in_the_end(lasting):
    with use_workspace(lasting):
        with transaction.atomic():
            outbox.publish(BellRang(times=1))
        outbox.OutboxFact.objects.update(attempts=outbox.MOST_ATTEMPTS - 1)
        kill_at("inside a reaction", lasting)
        row = outbox.OutboxFact.objects.get()
        assert (row.attempts, row.parked_at) == (outbox.MOST_ATTEMPTS, None)


def test_many_workers_at_once_run_each_reaction_once(lasting, react):
    react(manifest("kernel", "count", "also_count"))
    with use_workspace(lasting), transaction.atomic():
        for times in range(40):
            outbox.publish(BellRang(times=times))
    workers = [start("nowhere", lasting) for _ in range(3)]
    for worker in workers:
        _, errors = worker.communicate(timeout=60)
        assert worker.returncode == 0, errors.decode()
    with use_workspace(lasting):
        assert sorted(reactions.traces("count")) == list(range(40))
        assert sorted(reactions.traces("also_count")) == list(range(40))
