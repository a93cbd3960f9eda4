"""The workspace goes where the work goes: threads, tasks, commands. A new thread has none."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.db import database_sync_to_async
from django.core.management import CommandError, call_command
from django.db import connection

from tenants.context import (
    NoWorkspace,
    ScopeLeftOutOfOrder,
    WorkspaceRef,
    WorkspaceThread,
    carried,
    current,
    no_workspace,
    require,
    shared_schema,
    use_workspace,
)
from tenants.management.base import WorkspaceCommand
from tenants.models import Workspace

from .probe import Leaf, ref_of

ASH, FIR = ref_of("w_ash"), ref_of("w_fir")


def home() -> str:
    """Read over whatever connection this thread has, and close it where it is the thread's own."""
    try:
        return str(Leaf.objects.get(pk=1).home)
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()


def test_blocks_nest_and_restore() -> None:
    assert current() is None
    with use_workspace(ASH) as ref:
        assert current() is ref is ASH
        with use_workspace(FIR):
            assert require() is FIR
            with no_workspace():
                assert current() is None
                with shared_schema():
                    assert current() is None
            assert current() is FIR
        assert current() is ASH
    with pytest.raises(NoWorkspace):
        require()


def test_a_block_restores_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), use_workspace(ASH):
        raise ZeroDivisionError
    assert current() is None


def test_blocks_left_out_of_order_leave_nothing_set() -> None:
    def half(ref: WorkspaceRef) -> Iterator[None]:
        with use_workspace(ref):
            yield

    first, second = half(ASH), half(FIR)
    next(first)
    next(second)
    with pytest.raises(ScopeLeftOutOfOrder):
        first.close()
    assert current() is None
    with pytest.raises(ScopeLeftOutOfOrder):
        second.close()
    assert current() is None


def test_a_block_can_be_entered_only_once() -> None:
    block = use_workspace(ASH)
    with block, pytest.raises(RuntimeError, match="entered already"):
        block.__enter__()


def test_a_new_thread_has_no_workspace(oak: WorkspaceRef) -> None:
    seen: list[Any] = []

    def work() -> None:
        try:
            seen.append(current())
            with pytest.raises(NoWorkspace):
                home()
            seen.append("refused")
        finally:
            connection.close()

    with use_workspace(oak):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert seen == [None, "refused"]


def test_a_workspace_thread_carries_its_makers_workspace(
    oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    seen: dict[str, str] = {}
    threads = []
    for ref in (oak, elm):
        with use_workspace(ref):
            name = ref.schema
            threads.append(WorkspaceThread(target=lambda n=name: seen.update({n: home()})))
    for thread in threads:
        thread.start()
        thread.join()
    assert seen == {oak.schema: oak.schema, elm.schema: elm.schema}


def test_an_executor_gets_the_workspace_with_the_work(oak: WorkspaceRef, elm: WorkspaceRef) -> None:
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = []
        for ref in (oak, elm) * 10:
            with use_workspace(ref):
                futures.append((ref.schema, pool.submit(carried(home))))
        assert all(future.result() == schema for schema, future in futures)
        with use_workspace(oak):
            assert pool.submit(current).result() is None


def test_tasks_keep_their_workspaces_apart(oak: WorkspaceRef, elm: WorkspaceRef) -> None:
    async def visit(ref: WorkspaceRef) -> list[str]:
        found = []
        with use_workspace(ref):
            for read in (sync_to_async(home), database_sync_to_async(home)):
                await asyncio.sleep(0)
                found.append(await read())
                found.append((await Leaf.objects.aget(pk=1)).home)
                found.append(await asyncio.create_task(sync_to_async(home)()))
        return found

    async def all_at_once() -> None:
        refs = [oak, elm] * 5
        results = await asyncio.gather(*(visit(ref) for ref in refs))
        for ref, found in zip(refs, results, strict=True):
            assert set(found) == {ref.schema}
        assert current() is None

    async_to_sync(all_at_once)()


def test_asynchronous_code_below_synchronous_code_keeps_the_workspace(
    oak: WorkspaceRef,
) -> None:
    async def inner() -> str:
        return str((await Leaf.objects.aget(pk=1)).home)

    with use_workspace(oak):
        assert async_to_sync(inner)() == oak.schema


def test_a_task_made_before_keeps_what_was_set_then(oak: WorkspaceRef, elm: WorkspaceRef) -> None:
    async def run() -> str:
        with use_workspace(oak):
            task = asyncio.create_task(sync_to_async(home)())
        with use_workspace(elm):
            return await task

    assert async_to_sync(run)() == oak.schema


class Tell(WorkspaceCommand):
    """Says in which workspace it runs."""

    def handle_in_workspace(self, workspace: Workspace, *args: Any, **options: Any) -> str:
        return f"{workspace.slug} {require().schema}"


def test_a_command_runs_in_the_workspace_it_names(acorn: Workspace) -> None:
    out = StringIO()
    assert call_command(Tell(stdout=out), workspace="acorn") == f"acorn {acorn.schema_name}"
    assert current() is None


def test_a_command_for_an_unknown_workspace_says_so(acorn: Workspace) -> None:
    with pytest.raises(CommandError, match="No workspace has the address “nobody”"):
        call_command(Tell(), "--workspace", "nobody")
    with pytest.raises(CommandError, match="--workspace"):
        call_command(Tell())


def test_a_log_line_names_the_workspace_of_the_code_that_wrote_it() -> None:
    from config.logging import formatter

    form = formatter(as_json=True)
    record = logging.LogRecord("atrium", logging.INFO, "", 0, "fell", (), None)
    with use_workspace(ASH):
        assert str(ASH.id) in form.format(record)
    record = logging.LogRecord("atrium", logging.INFO, "", 0, "fell", (), None)
    assert '"workspace"' not in form.format(record)
