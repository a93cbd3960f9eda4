"""What one process remembers of workspaces, and when it looks again."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.test import Client

from shared_apps.foundation.clock import now
from tenants.context import use_workspace
from tenants.directory import Directory, WorkspaceEntry, directory
from tenants.models import Domain, ModuleSwitch, Workspace
from tenants.modules import is_on, is_on_now


@pytest.fixture
def stale(acorn: Workspace, monkeypatch: pytest.MonkeyPatch) -> WorkspaceEntry:
    """A process that still believes that acorn's blog is off."""
    directory.refresh()
    known = directory.entry(acorn.id)
    assert known is not None
    behind = replace(known, modules_on=known.modules_on - {"blog"})
    monkeypatch.setitem(directory._entries, acorn.id, behind)
    # The rows did not change after this look, so only a full look finds the difference.
    monkeypatch.setattr(directory, "_horizon", -1)
    return behind


def test_a_page_of_a_module_just_switched_on_is_found_by_a_process_that_was_behind(
    stale: WorkspaceEntry, acorn: Workspace, client_for: Callable[..., Client]
) -> None:
    assert not is_on("blog", stale)
    assert client_for(acorn).get("/blog/").status_code == 200


def test_the_api_of_a_module_just_switched_on_is_found_by_a_process_that_was_behind(
    stale: WorkspaceEntry, acorn: Workspace, client_for: Callable[..., Client]
) -> None:
    assert client_for(acorn).get("/api/v1/blog/posts/").status_code == 200


def test_a_job_of_a_module_just_switched_on_is_not_skipped(
    stale: WorkspaceEntry, acorn: Workspace
) -> None:
    with use_workspace(acorn):
        assert not is_on("blog")
        assert is_on_now("blog")


def test_a_module_that_is_off_stays_off_however_often_one_asks(
    acorn: Workspace, client_for: Callable[..., Client]
) -> None:
    ModuleSwitch.objects.filter(workspace=acorn, module="blog").update(state="off")
    directory.clear()
    with use_workspace(acorn):
        assert not is_on_now("blog")
    assert client_for(acorn).get("/blog/").status_code == 404


def test_a_slug_that_moved_on_is_free_and_one_taken_over_stays_with_its_new_owner(
    acorn: Workspace, birch: Workspace
) -> None:
    directory.refresh()
    Workspace.objects.filter(pk=acorn.pk).update(slug="oak")
    Workspace.objects.filter(pk=birch.pk).update(slug="acorn")
    directory.refresh()
    assert directory.for_host("birch.localhost") is None
    found = [directory.for_host(f"{s}.localhost") for s in ("oak", "acorn")]
    assert [each and each.id for each in found] == [acorn.id, birch.id]


def test_a_domain_answers_once_verified_and_no_longer_once_removed(acorn: Workspace) -> None:
    mine = Domain.objects.create(domain="shop.example", tenant=acorn)
    directory.refresh()
    assert directory.for_host("shop.example") is None
    Domain.objects.filter(pk=mine.pk).update(verified_at=now())
    directory.refresh()
    found = directory.for_host("shop.example")
    assert found is not None
    assert found.id == acorn.id
    mine.delete()
    directory.refresh()
    assert directory.for_host("shop.example") is None


def test_callers_that_wait_together_share_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, first, everybody = [], threading.Event(), threading.Event()
    known = Directory()

    def slow() -> None:
        asked.append(1)
        first.set()
        everybody.wait(5)

    monkeypatch.setattr(known, "_take_in_changes", slow)
    with ThreadPoolExecutor(9) as pool:
        leading = pool.submit(known.refresh)
        first.wait(5)
        others = [pool.submit(known.refresh) for _ in range(8)]
        time.sleep(0.2)  # all of them wait for the lock by now
        everybody.set()
        for each in (leading, *others):
            each.result(10)
    # One for the first, and at most one more for all who came while it was under way.
    assert len(asked) <= 2
