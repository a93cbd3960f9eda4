"""Brings one app's tables in one workspace up to date, and notes it in the same breath.

Each batch of units is one message and so one transaction, together with the registry's
row. A process that is killed at any point leaves whole batches behind; whoever comes next
goes on from the row. Two that work on the same row wait for each other, and the second
finds that the row has moved.
"""

import time
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.db.migrations.state import ProjectState

from tenants.context import WorkspaceRef, use_workspace

from .errors import LevelMoved
from .plans import plan
from .schemas import message
from .units import Position, Unit, batches

MOVED = "AT001"
BUILD_POLL_SECONDS = 0.1
BUILD_POLLS = 6000
NOTE = """DO $note$ BEGIN
UPDATE public.tenants_moduleswitch SET migration = %s, step = %s, updated_at = now(),
       failed_at = NULL, last_error = ''
WHERE id = %s AND migration = %s AND step = %s AND state <> 'purged';
IF NOT FOUND THEN RAISE EXCEPTION 'the level has moved' USING ERRCODE = 'AT001'; END IF;
END $note$"""
INDEX_STATE = """
SELECT i.indisvalid, EXISTS (SELECT FROM pg_stat_progress_create_index p
                             WHERE p.index_relid = i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s
"""


@dataclass(frozen=True)
class Tables:
    """One app's tables in one workspace: a row of the registry."""

    switch_id: UUID
    ref: WorkspaceRef
    slug: str
    label: str
    position: Position


def remaining(tables: Tables) -> tuple[Unit, ...]:
    """Return the units that are still to be done for these tables."""
    whole = plan(tables.label, tables.position.migration)
    return whole.units[tables.position.step :]


def bring_up(tables: Tables, *, lock_timeout_ms: int = 2000) -> Position:
    """Do what remains; return the position reached.

    Outside a transaction each batch commits by itself; inside one, all of it belongs to
    that one. Raises LevelMoved where another process was faster, and DatabaseError.
    """
    position = tables.position
    for batch in batches(remaining(tables)):
        reached = position
        for unit in batch:
            reached = reached.after(unit)
        note = _note(tables, position, reached)
        try:
            with use_workspace(tables.ref):
                _perform(tables, batch, note, lock_timeout_ms)
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlstate", "") == MOVED:
                raise LevelMoved(f"{tables.slug}: {tables.label}") from error
            raise
        position = reached
    return position


def _note(tables: Tables, before: Position, after: Position) -> str:
    values = (after.migration, after.step, tables.switch_id, before.migration, before.step)
    return str(connection.ops.compose_sql(NOTE, values))  # type: ignore[attr-defined]


def _perform(tables: Tables, batch: tuple[Unit, ...], note: str, lock_timeout_ms: int) -> None:
    unit = batch[0]
    if unit.kind == "python":
        _run_python(tables, unit, note)
    elif unit.kind == "concurrent" and not connection.in_atomic_block:
        _run_alone(tables.ref.schema, unit, note)
    else:
        # One flush at the end of the whole run makes these commits durable; a crash before
        # it loses a table's change and its note together, never one of them.
        opening = (f"SET LOCAL lock_timeout = {lock_timeout_ms}", _relaxed())
        statements = (each for one in batch for each in (*_cleared(one), *one.sql))
        _send(message([*opening, note, *statements]))


def _cleared(unit: Unit) -> tuple[str, ...]:
    """Return what takes a killed migrator's unfinished index out of the way."""
    if unit.kind == "concurrent" and unit.alone.startswith("CREATE"):
        return (f'DROP INDEX IF EXISTS "{unit.index}"',)
    return ()


def _relaxed() -> str:
    return "" if connection.in_atomic_block else "SET LOCAL synchronous_commit = off"


def _send(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def _run_alone(schema: str, unit: Unit, note: str) -> None:
    """Make or drop an index outside transactions; what an earlier kill left is cleared."""
    with connection.cursor() as cursor:
        is_there, is_valid = _index(cursor, schema, unit.index)
        is_making = unit.alone.startswith("CREATE")
        if is_making and is_there and not is_valid:
            cursor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{unit.index}"')
            is_there = False
        if is_making != is_there:
            cursor.execute(unit.alone)
    _send(note)


def _index(cursor: CursorWrapper, schema: str, name: str) -> tuple[bool, bool]:
    """Return whether an index is there and whether it is valid, once nobody is building it.

    The server finishes what a killed client began; to drop that index meanwhile would wait
    for the builder, and the builder for us.
    """
    found = _index_row(cursor, schema, name)
    for _ in range(BUILD_POLLS):
        if found is None or not found[1]:
            break
        time.sleep(BUILD_POLL_SECONDS)
        found = _index_row(cursor, schema, name)
    return found is not None, bool(found and found[0])


def _index_row(cursor: CursorWrapper, schema: str, name: str) -> tuple[bool, bool] | None:
    cursor.execute(INDEX_STATE, [schema, name])
    row: tuple[bool, bool] | None = cursor.fetchone()
    return row


def _run_python(tables: Tables, unit: Unit, note: str) -> None:
    operation, state = data_migration(tables.label, unit.migration, unit.operation)
    if not operation.atomic and not connection.in_atomic_block:
        _call(tables.label, operation, state)
        _send(note)
        return
    with transaction.atomic():
        _send(note)
        _call(tables.label, operation, state)


def _call(label: str, operation: RunPython, state: ProjectState) -> None:
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards(label, editor, state, state)


@lru_cache(maxsize=64)
def data_migration(label: str, migration: str, operation: int) -> tuple[RunPython, ProjectState]:
    """Return a RunPython and the models as they are just before it."""
    loader = MigrationLoader(None)
    state = loader.project_state((label, migration), at_end=False)
    operations = loader.graph.nodes[label, migration].operations
    for earlier in operations[:operation]:
        earlier.state_forwards(label, state)
    found = operations[operation]
    if not isinstance(found, RunPython):
        raise TypeError(f"{label} {migration} was changed after it had been compiled.")
    return found, state


def failing_statement(tables: Tables) -> str:
    """Return the statement at which bringing these tables up fails, "" if none does now.

    Everything is tried in a transaction that is rolled back.
    """
    failed = ""
    with transaction.atomic(), use_workspace(tables.ref):
        for statement in (each for unit in remaining(tables) for each in unit.sql):
            try:
                with transaction.atomic():
                    _send(f"SET LOCAL lock_timeout = 2000;{statement}")
            except DatabaseError:
                failed = statement
                break
        transaction.set_rollback(True)
    return failed
