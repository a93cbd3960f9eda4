"""Runs one migration in the scratch schema and writes down what it executed, as units."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import NotSupportedError, connection
from django.db.migrations import Migration
from django.db.migrations.operations import (
    AddIndex,
    RemoveIndex,
    RunPython,
    SeparateDatabaseAndState,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.utils import InternalError, ProgrammingError

from tenants.backend.statements import is_concurrent, travels_bare

from .errors import CannotCompile
from .operations import Backfill
from .units import Unit

REFUSED = (NotSupportedError, InternalError, ProgrammingError)


def perform(migration: Migration, state: ProjectState) -> ProjectState:
    """Run a migration for what must be there before; nothing is written down."""
    return record(migration, state, fresh=True, is_wanted=False)[0]


def record(
    migration: Migration, state: ProjectState, *, fresh: bool, is_wanted: bool = True
) -> tuple[ProjectState, list[Unit]]:
    """Run a migration; return the state after it and what it did.

    `fresh` is for tables that are empty: data migrations are left out, and refused where
    they are neither elidable nor a Backfill. Raises CannotCompile.
    """
    units: list[Unit] = []
    with recording() as log, connection.schema_editor(atomic=False) as editor:
        for number, operation in enumerate(migration.operations):
            before = state.clone()
            operation.state_forwards(migration.app_label, state)
            _refuse_nested_python(migration, operation)
            try:
                made = _run(migration, operation, editor, before, state, log)
            except REFUSED as reason:
                raise CannotCompile(_sentence(migration, operation, reason)) from reason
            if made.kind == "python":
                if is_wanted and fresh:
                    _refuse_seed(migration, operation)
                made = replace(made, operation=number)
            if not (fresh and made.kind == "python"):
                units.append(made)
    # The editor has kept foreign keys and some indexes for its end.
    if log or not units:
        units.append(Unit("sql" if migration.atomic else "apart", migration.name, _taken(log)))
    units[-1] = replace(units[-1], completes=True)
    for unit in units:
        _refuse_untransactional(migration, unit)
    return state, units


@contextmanager
def recording() -> Iterator[list[str]]:
    """Collect the statements of schema editors in the block."""
    log: list[str] = []
    connection.ddl_log = log  # type: ignore[attr-defined]
    try:
        yield log
    finally:
        connection.ddl_log = None  # type: ignore[attr-defined]


def _run(
    migration: Migration,
    operation: Operation,
    editor: Any,
    before: ProjectState,
    after: ProjectState,
    log: list[str],
) -> Unit:
    label, name = migration.app_label, migration.name
    if isinstance(operation, RunPython):
        return Unit("python", name)
    if isinstance(operation, AddIndexConcurrently):
        AddIndex.database_forwards(operation, label, editor, before, after)
        model = after.apps.get_model(label, operation.model_name)
        alone = str(operation.index.create_sql(model, editor, concurrently=True))
        return Unit("concurrent", name, _taken(log), alone, operation.index.name)
    if isinstance(operation, RemoveIndexConcurrently):
        RemoveIndex.database_forwards(operation, label, editor, before, after)
        alone = f'DROP INDEX CONCURRENTLY IF EXISTS "{operation.name}"'
        return Unit("concurrent", name, _taken(log), alone, operation.name)
    operation.database_forwards(label, editor, before, after)
    return Unit("sql" if migration.atomic else "apart", name, _taken(log))


def _taken(log: list[str]) -> tuple[str, ...]:
    statements = tuple(log)
    log.clear()
    return statements


def _refuse_seed(migration: Migration, operation: Operation) -> None:
    if not (operation.elidable or isinstance(operation, Backfill)):
        raise CannotCompile(
            f"{migration} runs Python that a new workspace would need as well. Make it a "
            "Backfill if empty tables need none of it; rows for new workspaces are made by "
            "the module's actions, never by migrations."
        )


def _refuse_nested_python(migration: Migration, operation: Operation) -> None:
    if isinstance(operation, SeparateDatabaseAndState) and any(
        isinstance(inner, RunPython) for inner in operation.database_operations
    ):
        raise CannotCompile(f"{migration} hides Python inside SeparateDatabaseAndState.")


def _refuse_untransactional(migration: Migration, unit: Unit) -> None:
    for statement in unit.sql:
        if is_concurrent(statement) or travels_bare(statement):
            raise CannotCompile(f"{migration} cannot run inside a transaction: {statement[:120]}")


def _sentence(migration: Migration, operation: Operation, reason: Exception) -> str:
    return (
        f"{migration}, {operation.describe()}: {str(reason).strip()} "
        "(Migrations of workspace apps are compiled inside a transaction; for an index "
        "without locking use AddIndexConcurrently.)"
    )
