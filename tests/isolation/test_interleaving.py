"""Random programs over threads, asyncio tasks and jobs, in 50 workspaces: no foreign row.

ATRIUM_ISOLATION_EXAMPLES sets how many programs are tried (25 in the suite).
"""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenant_apps.kernel.models import OutboxFact
from tenants.context import WorkspaceThread, carried, current, require, use_workspace
from tenants.directory import directory
from tenants.jobs import header_of, job
from tenants.models import Workspace
from tenants.provisioning.plans import plan
from tenants.provisioning.schemas import create_schema, drop_schema, new_schema_name

pytestmark = pytest.mark.xdist_group("isolation-interleaving")
WORKSPACES = 50
EXAMPLES = int(os.environ.get("ATRIUM_ISOLATION_EXAMPLES", "25"))
OPERATIONS = ("write", "bulk", "read", "stream", "undo", "raw", "many", "nest", "pause")


@dataclass(frozen=True)
class Task:
    """One concurrent piece of work: where it starts, how it runs, what it does in turn.

    Each step names an operation and another workspace, which "nest" visits in between.
    """

    kind: str
    start: int
    steps: tuple[tuple[str, int], ...]


index = st.integers(0, WORKSPACES - 1)
tasks = st.builds(
    Task,
    kind=st.sampled_from(("thread", "executor", "asyncio", "job")),
    start=index,
    steps=st.lists(st.tuples(st.sampled_from(OPERATIONS), index), min_size=1, max_size=6).map(
        tuple
    ),
)


@pytest.fixture(scope="module")
def forest(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Workspace]]:
    """Fifty committed workspaces, their schemas made by replaying the kernel's plan."""
    with django_db_blocker.unblock():
        wanted = plan("kernel")
        made = [
            Workspace(slug=f"forest-{n}", name="Forest", schema_name=new_schema_name())
            for n in range(WORKSPACES)
        ]
        for workspace in made:
            create_schema(workspace.schema_name, wanted)
        Workspace.objects.bulk_create(made)
        directory.clear()
        yield made
        Workspace.objects.filter(pk__in=[workspace.pk for workspace in made]).delete()
        for workspace in made:
            drop_schema(workspace.schema_name)
        directory.clear()
        connection.close()


def fact() -> OutboxFact:
    return OutboxFact(name=require().schema, payload={"seen": require().schema})


def check(names: Any) -> None:
    """Every row says where it was written; all must have been written here."""
    here = require().schema
    foreign = [name for name in names if name != here]
    assert not foreign, f"{len(foreign)} foreign rows in {here}"


def do(operation: str) -> None:
    """Do one operation in the current workspace and check each row it meets."""
    rows = OutboxFact.objects
    if operation == "write":
        fact().save()
    elif operation == "bulk":
        rows.bulk_create([fact() for _ in range(3)])
        rows.filter(name=require().schema).update(attempts=1)
    elif operation == "stream":
        with transaction.atomic():
            check(row.name for row in rows.iterator(chunk_size=2))
    elif operation == "undo":
        with transaction.atomic():
            rows.create(name="undone", payload={})
            transaction.set_rollback(True)
    elif operation == "raw":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM kernel_outboxfact")
            check(row[0] for row in cursor.fetchall())
    elif operation == "many":
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE kernel_outboxfact SET attempts = attempts + 1 WHERE name = %s",
                [(require().schema,)] * 2,
            )
    check(rows.values_list("name", flat=True))


def walk(task: Task, forest: list[Workspace]) -> None:
    """Run a task's steps in the workspace that was carried here."""
    begun = require()
    for operation, other in task.steps:
        if operation == "nest":
            with use_workspace(forest[other]):
                do("write")
        do(operation)
        assert require() == begun


def walk_and_close(task: Task, forest: list[Workspace]) -> None:
    try:
        walk(task, forest)
    finally:
        connection.close()


async def walk_async(task: Task, forest: list[Workspace]) -> None:
    """The same in a task that gives way between steps."""
    with use_workspace(forest[task.start]) as begun:
        for operation, other in task.steps:
            await asyncio.sleep(0)
            if operation == "nest":
                with use_workspace(forest[other]):
                    await asyncio.sleep(0)
                    await sync_to_async(do)("write")
            await sync_to_async(do)(operation)
            check([name async for name in OutboxFact.objects.values_list("name", flat=True)])
            assert require() == begun


PROGRAM: list[tuple[Task, list[Workspace]]] = []


@job("isolation.walk")
def walk_job(number: int) -> None:
    """Run a task of the current program as a worker would: by its header alone."""
    walk_and_close(*PROGRAM[number])


def run(program: list[Task], forest: list[Workspace]) -> None:
    """Run all tasks at once, each from a thread or task that carries nothing else."""
    PROGRAM[:] = [(task, forest) for task in program]
    errors: list[BaseException] = []
    with ThreadPoolExecutor(4) as workers, ThreadPoolExecutor(4) as pool:
        waiting, threads = [], []
        for number, task in enumerate(program):
            ref = forest[task.start].ref
            if task.kind == "job":
                headers = header_of(ref)
                waiting.append(workers.submit(walk_job.apply, args=[number], headers=headers,
                                              throw=True))  # fmt: skip
            elif task.kind != "asyncio":
                with use_workspace(ref):
                    if task.kind == "executor":
                        waiting.append(pool.submit(carried(walk_and_close), task, forest))
                    else:
                        threads.append(WorkspaceThread(target=guarded, args=(errors, task, forest)))
        for thread in threads:
            thread.start()
        loose = [task for task in program if task.kind == "asyncio"]
        async_to_sync(gather)(loose, forest)
        for thread in threads:
            thread.join()
        for future in waiting:
            future.result()
    assert not errors, errors
    assert current() is None


def guarded(errors: list[BaseException], task: Task, forest: list[Workspace]) -> None:
    try:
        walk_and_close(task, forest)
    except BaseException as problem:  # noqa: BLE001  (a thread's error must reach the test)
        errors.append(problem)


async def gather(loose: list[Task], forest: list[Workspace]) -> None:
    await asyncio.gather(*(walk_async(task, forest) for task in loose))


def test_random_programs_meet_no_foreign_row(
    forest: list[Workspace], django_db_blocker: Any
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(tasks, min_size=2, max_size=8))
    def interleave(program: list[Task]) -> None:
        run(program, forest)

    with django_db_blocker.unblock():
        interleave()
        for workspace in forest:
            with use_workspace(workspace):
                check(OutboxFact.objects.values_list("name", flat=True))
                assert OutboxFact.objects.count() < 10_000


def test_the_property_sees_a_foreign_row(forest: list[Workspace], django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), use_workspace(forest[0]):
        planted = OutboxFact.objects.create(name=f"w_{uuid4().hex}", payload={})
        with pytest.raises(AssertionError, match="1 foreign rows"):
            do("read")
        planted.delete()
