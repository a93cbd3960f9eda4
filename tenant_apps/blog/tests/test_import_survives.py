"""An import killed with SIGKILL, again and again, ends as if nothing had happened."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from shared_apps.foundation.clock import now
from shared_apps.foundation.ids import new_id
from shared_apps.identity.models import User
from tenant_apps.blog.actions.importing import run_import
from tenant_apps.blog.actions.imports import claim_run, requeue_stalled, start_import
from tenant_apps.blog.models import Comment, ImportRun, Post
from tenant_apps.blog.tests.exports import comment, export, item
from tenants.context import no_workspace, use_workspace
from tenants.models import Workspace
from tenants.provisioning.actions import found_workspace, switch_on

ITEMS, KILLS = 300, 4
ROOT = Path(__file__).resolve().parents[3]
WORKER = """
import sys, django; django.setup()
from uuid import UUID
from django.conf import settings
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
from shared_apps.foundation.clock import now
from tenant_apps.blog.actions.importing import run_import
from tenants.context import use_workspace
from tenants.models import Workspace
with use_workspace(Workspace.objects.get(pk=UUID(sys.argv[3]))):
    run_import(run_id=UUID(sys.argv[4]), clock=now)
"""


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Workspace, User]]:
    """A workspace of its own whose rows other processes see; dropped afterwards."""
    with django_db_blocker.unblock():
        slug = f"k{new_id().hex[-12:]}"
        owner = User.objects.create_user(f"{slug}@example.com", "a long enough passphrase")
        made = found_workspace(name="Killed", slug=slug, owner=owner, at=now())
        switch_on(workspace=made, label="blog", by=owner, at=now())
        yield made, owner
        with no_workspace(), connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{made.schema_name}" CASCADE')
        made.delete()


def start_worker(workspace: Workspace, run: ImportRun, media: Path) -> subprocess.Popen[bytes]:
    names = (str(connection.settings_dict["NAME"]), str(media), str(workspace.pk), str(run.pk))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *names], cwd=ROOT, env=environment, start_new_session=True
    )


def kill_behind(run: ImportRun, done: int, worker: subprocess.Popen[bytes]) -> None:
    """Kill the worker once the run has come further than `done`."""
    until = time.monotonic() + 90
    while time.monotonic() < until and worker.poll() is None:
        run.refresh_from_db()
        if run.done > done:
            os.kill(worker.pid, signal.SIGKILL)
            break
        time.sleep(0.01)
    worker.wait()


@pytest.mark.timeout(400)
def test_an_import_that_is_killed_goes_on_and_nothing_comes_twice(
    committed: tuple[Workspace, User], media: Path
) -> None:
    workspace, owner = committed
    texts = [
        item(n, extra=comment(2 * n) + comment(2 * n + 1, parent=2 * n))
        for n in range(1, ITEMS + 1)
    ]
    with use_workspace(workspace):
        upload = ContentFile(export(*texts), "e.xml")
        run = start_import(upload=upload, name="e.xml", by=owner, at=now())
        killed = 0
        for _ in range(KILLS):
            worker = start_worker(workspace, run, media)
            kill_behind(run, run.done, worker)
            killed += worker.returncode == -signal.SIGKILL
            # The dead worker's lease runs out.
            ImportRun.objects.update(claimed_until=now() - timedelta(seconds=1))
        assert killed == KILLS
        assert 0 < run.done < ITEMS
        assert requeue_stalled(at=now()) == [run.pk]
        run_import(run_id=run.pk, clock=now)
        run.refresh_from_db()
        assert (run.state, run.done) == (ImportRun.State.FINISHED, ITEMS)
        assert Post.objects.count() == run.counts["post.created"] == ITEMS
        assert Comment.objects.count() == run.counts["comment.created"] == 2 * ITEMS
        assert Comment.objects.exclude(parent=None).count() == ITEMS


def test_two_workers_never_hold_the_same_run(inside: Workspace, ana: User) -> None:
    run = start_import(upload=ContentFile(export(item(1)), "e.xml"), name="e", by=ana, at=now())
    first = claim_run(run_id=run.pk, at=now())
    assert first is not None
    assert claim_run(run_id=run.pk, at=now()) is None
    assert run_import(run_id=run.pk, clock=now) is False
    assert Post.objects.count() == 0
    assert claim_run(run_id=run.pk, at=now() + timedelta(minutes=1)) is not None


def test_a_worker_that_lost_its_run_writes_nothing_more(
    inside: Workspace, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenant_apps.blog.actions import importing

    texts = [item(n) for n in range(1, 50)]
    run = start_import(upload=ContentFile(export(*texts), "e.xml"), name="e", by=ana, at=now())
    real: Callable[..., bool] = importing._batch

    def overtaken(*arguments: Any) -> bool:
        ImportRun.objects.filter(done__gte=20).update(claim=new_id())
        return real(*arguments)

    monkeypatch.setattr(importing, "_batch", overtaken)
    assert run_import(run_id=run.pk, clock=now) is False
    assert Post.objects.count() == 20


def test_the_same_file_is_not_taken_twice_at_once(inside: Workspace, ana: User) -> None:
    from tenant_apps.blog.errors import ImportUnderWay

    data = export(item(1))
    start_import(upload=ContentFile(data, "e.xml"), name="e", by=ana, at=now())
    with pytest.raises(ImportUnderWay):
        start_import(upload=ContentFile(data, "e.xml"), name="e", by=ana, at=now())


def test_a_run_that_fails_again_and_again_ends_with_a_sentence(
    inside: Workspace, ana: User
) -> None:
    run = start_import(upload=ContentFile(export(item(1)), "e.xml"), name="e", by=ana, at=now())
    ImportRun.objects.update(attempts=8)
    assert claim_run(run_id=run.pk, at=now()) is None
    run.refresh_from_db()
    assert run.state == ImportRun.State.FAILED
    assert "start it again with the same file" in run.problem
