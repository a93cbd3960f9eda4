"""Compiles an app's migrations into units that can be replayed in any schema.

The migrations run once, for real, in a scratch schema inside a transaction that is rolled
back, while the schema editor writes down what it executes. So names that Django looks up
in the catalogue are right, and no migration is ever run one by one in a workspace.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from tenants.context import WorkspaceRef, no_workspace, use_workspace

from . import recorder
from .errors import CannotCompile
from .shapes import shape_of
from .units import NOTHING, Plan, Unit

Node = tuple[str, str]


def compile_plan(app_label: str, source: str, target: str) -> Plan:
    """Run an app's migrations in a scratch schema and return the plan; raise CannotCompile.

    Any number of processes may compile at once: each has a scratch schema of its own,
    which nobody else ever sees.
    """
    loader = MigrationLoader(None)
    with scratch_schema() as scratch:
        done, wanted = _nodes(loader, app_label, source, target)
        state = loader.project_state([])
        units: list[Unit] = []
        foreign: set[str] = set()
        for node in (*done, *wanted):
            migration = loader.graph.nodes[node]
            if node[0] not in settings.WORKSPACE_APP_LABELS:
                state = migration.mutate_state(state, preserve=False)
            elif node[0] != app_label:
                before = set(shape_of(scratch.schema))
                state = recorder.perform(migration, state)
                foreign |= set(shape_of(scratch.schema)) - before
            elif node in done:
                state = recorder.perform(migration, state)
            else:
                state, made = recorder.record(migration, state, fresh=source == NOTHING)
                units += made
        _refuse_leaks(units, scratch.schema)
        shape = {k: v for k, v in shape_of(scratch.schema).items() if k not in foreign}
    return Plan(app_label, source, target, tuple(units), shape)


def _nodes(
    loader: MigrationLoader, app_label: str, source: str, target: str
) -> tuple[list[Node], list[Node]]:
    """Return what is there already and what is to be done, each in order."""
    graph = loader.graph
    if source and (app_label, source) not in graph.nodes:
        raise CannotCompile(f"{app_label} has no migration {source!r} to start from.")
    if not target:
        return [], []
    done = list(graph.forwards_plan((app_label, source))) if source else []
    every = list(graph.forwards_plan((app_label, target)))
    return done, [node for node in every if node not in set(done)]


@contextmanager
def scratch_schema() -> Iterator[WorkspaceRef]:
    """Open an empty scratch schema that is rolled back at the end."""
    scratch = WorkspaceRef(id=uuid4(), schema=f"w_scratch_{secrets.token_hex(8)}", generation=0)
    with no_workspace(), transaction.atomic(), _unbound():
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{scratch.schema}"')
        with use_workspace(scratch):
            yield scratch
        transaction.set_rollback(True)


@contextmanager
def _unbound() -> Iterator[None]:
    """Let the block work in the scratch schema without binding the caller's transaction.

    All of it is rolled back to a savepoint, so nothing of it stays in that transaction.
    """
    bound = connection._bound  # type: ignore[attr-defined]  # noqa: SLF001
    connection._bound = None  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        yield
    finally:
        connection._bound = bound  # type: ignore[attr-defined]  # noqa: SLF001


def _refuse_leaks(units: list[Unit], schema: str) -> None:
    for unit in units:
        for statement in (*unit.sql, unit.alone):
            if schema in statement:
                raise CannotCompile(f"A statement names its own schema: {statement[:200]}")
