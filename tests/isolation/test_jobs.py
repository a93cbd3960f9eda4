"""Celery: a real worker process, over the real broker, beside two committed workspaces."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from celery import chain, current_app, group
from celery.exceptions import Reject
from django.conf import settings
from django.db import connection

from tenants.context import NoWorkspace, WorkspaceRef, no_workspace, use_workspace
from tenants.directory import directory
from tenants.jobs import HEADER, enqueue, enqueue_for, header_of
from tenants.models import Workspace

from .probe import Leaf
from .worker_jobs import look, note, note_at_second_try, note_if_on

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 40.0
# Of this test process alone: others may share the broker.
QUEUE = f"isolation-{os.getpid()}"


def rows_for(*refs: WorkspaceRef) -> list[Workspace]:
    return [
        Workspace.objects.create(id=ref.id, slug=f"probe-{n}", name="Probe", schema_name=ref.schema)
        for n, ref in enumerate(refs)
    ]


@pytest.fixture
def grove(oak: WorkspaceRef, elm: WorkspaceRef) -> Iterator[tuple[WorkspaceRef, WorkspaceRef]]:
    """Oak and elm, with the rows that make other processes know them."""
    made = rows_for(oak, elm)
    directory.clear()
    yield oak, elm
    for row in made:
        row.delete()


@pytest.fixture
def worker(grove: Any) -> Iterator[None]:
    """A worker process on a queue of its own and the test's database."""
    parts = urlsplit(os.environ.get("DATABASE_URL") or service_url())
    url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "celery", "--app=tests.isolation.worker_app", "--quiet"),
            *("worker", f"--queues={QUEUE}", "--pool=solo", "--without-gossip"),
            *("--without-mingle", "--without-heartbeat", "--loglevel=CRITICAL"),
        ],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "VALKEY_URL": settings.VALKEY_URL},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def service_url() -> str:
    from config import env

    return str(env.service_url("DATABASE_URL", settings.SERVICES_FILE))


def homes(ref: WorkspaceRef) -> dict[str, str]:
    """Return what jobs wrote in a workspace: label to the schema the job thought it was in."""
    with use_workspace(ref):
        rows = Leaf.objects.exclude(label__startswith="leaf ").values_list("label", "home")
        return dict(rows)


def wait_until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < until, "The worker did not get there."
        time.sleep(0.05)


def send_raw(name: str, *args: Any, headers: dict[str, str] | None = None) -> None:
    current_app.send_task(name, args=args, headers=headers or {}, queue=QUEUE)


def test_a_real_worker_runs_each_job_in_the_workspace_of_its_header(
    worker: None, grove: tuple[WorkspaceRef, WorkspaceRef], tmp_path: Path
) -> None:
    oak, elm = grove
    # What must not run goes first: one worker takes its queue in order.
    send_raw("isolation.note", "no header")
    send_raw("isolation.note", "nonsense", headers={HEADER: "x'; --/1"})
    send_raw("isolation.note", "unknown", headers={HEADER: f"{elm.id}".replace("-", "1") + "/1"})
    send_raw("isolation.note", "earlier life", headers=header_of(WorkspaceRef(oak.id, "", 99)))
    look.apply_async(args=[str(tmp_path / "seen")], queue=QUEUE)
    for ref in grove:
        with use_workspace(ref):
            note_if_on.apply_async(args=["module off"], queue=QUEUE)
            note.apply_async(args=["plain"], queue=QUEUE)
            note_at_second_try.apply_async(args=["retried"], queue=QUEUE)
            steps = [note.si(f"step {n}").set(queue=QUEUE) for n in range(3)]
            chain(*steps).apply_async()
            group(note.si(f"one of {n}").set(queue=QUEUE) for n in range(3)).apply_async()
            linked = note.si("linked").set(queue=QUEUE)
            note.apply_async(args=["links"], link=linked, queue=QUEUE)
    wanted = {"plain", "retried", "links", "linked"}
    wanted |= {f"step {n}" for n in range(3)} | {f"one of {n}" for n in range(3)}
    for ref in grove:
        wait_until(lambda ref=ref: wanted <= homes(ref).keys())
        assert homes(ref) == dict.fromkeys(wanted, ref.schema)
    assert (tmp_path / "seen").read_text() == "None"


def test_queueing_a_workspaces_job_without_one_is_refused(real_db: None) -> None:
    with pytest.raises(NoWorkspace):
        note.delay("lost")
    with pytest.raises(NoWorkspace):
        enqueue("isolation.note", "lost")


def test_a_job_without_header_is_refused_by_the_task_itself(
    grove: tuple[WorkspaceRef, WorkspaceRef],
) -> None:
    # Even where the process that runs it happens to be in a workspace.
    with use_workspace(grove[0]):
        note.push_request(called_directly=False, headers={})
        try:
            with pytest.raises(Reject, match="without a workspace"):
                note("stray")
        finally:
            note.pop_request()
        assert "stray" not in homes(grove[0])


def test_a_job_of_an_earlier_life_is_dropped(grove: tuple[WorkspaceRef, WorkspaceRef]) -> None:
    oak = grove[0]
    earlier = WorkspaceRef(oak.id, oak.schema, oak.generation + 1)
    note.apply(args=["late"], headers=header_of(earlier))
    note.apply(args=["in time"], headers=header_of(oak))
    assert homes(oak) == {"in time": oak.schema}


def test_a_job_called_as_a_function_runs_where_it_is_called(
    oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    for ref in (oak, elm):
        with use_workspace(ref):
            assert note("called") == "called"
        assert homes(ref) == {"called": ref.schema}
    with pytest.raises(NoWorkspace):
        note("lost")


def test_queueing_for_a_workspace_carries_its_header(
    oak: WorkspaceRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(current_app._get_current_object(), "send_task",
                        lambda name, **options: sent.append(options["headers"]))  # fmt: skip
    with no_workspace():
        enqueue_for(oak, "isolation.note", "x")
    assert sent == [header_of(oak)]


def test_a_signature_keeps_the_workspace_it_was_made_in(oak: WorkspaceRef) -> None:
    with use_workspace(oak):
        made = note.si("later")
    assert made.options["headers"] == header_of(oak)
    assert "headers" not in note.si("nowhere").options
