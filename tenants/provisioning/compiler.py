"""Compiles an app's migrations into statements that can be replayed in any schema.

The migrations run once, for real, in a scratch schema inside a transaction that is rolled
back, while the schema editor writes down what it executes. So names that Django looks up
in the catalogue are right, and no migration is ever run one by one in a workspace.
"""

import hashlib
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

from tenants.context import WorkspaceRef, no_workspace, use_workspace
from tenants.models import CompiledDDL

SCRATCH = WorkspaceRef(id=UUID(int=0), schema="w_scratch", generation=0)
NOTHING = ""


class CannotCompile(Exception):
    """A migration holds something that cannot be replayed as SQL from nothing."""


@dataclass(frozen=True)
class Plan:
    """Statements that take an app from `source` (a migration name or "") to `target`."""

    app_label: str
    source: str
    target: str
    steps: tuple[str, ...]
    fingerprint: str
    tables: tuple[str, ...]


def leaf(app_label: str, loader: MigrationLoader | None = None) -> str:
    """Return the name of an app's last migration."""
    graph = (loader or MigrationLoader(None)).graph
    return str(graph.leaf_nodes(app_label)[0][1])


def digest_of(app_label: str, loader: MigrationLoader) -> str:
    """Return a hash over the app's migration files, so that no old plan is replayed."""
    names = sorted(key for key in loader.disk_migrations if key[0] == app_label)
    text = "".join(inspect.getsource(inspect.getmodule(loader.disk_migrations[n])) for n in names)
    return hashlib.sha256(text.encode()).hexdigest()


def plan(app_label: str, source: str = NOTHING) -> Plan:
    """Return the plan from `source` to the app's last migration, compiled once per code."""
    loader = MigrationLoader(None)
    digest, target = digest_of(app_label, loader), leaf(app_label, loader)
    key = {"app_label": app_label, "source": source, "target": target, "digest": digest}
    known = CompiledDDL.objects.filter(**key).first()
    if known is None:
        made = compile_plan(app_label, source, target)
        known, _ = CompiledDDL.objects.get_or_create(
            **key,
            defaults={
                "steps": list(made.steps),
                "fingerprint": made.fingerprint,
                "tables": list(made.tables),
            },
        )
    return Plan(
        app_label, source, target, tuple(known.steps), known.fingerprint, tuple(known.tables)
    )


def compile_plan(app_label: str, source: str, target: str) -> Plan:
    """Run the migrations in a scratch schema and return what they executed."""
    with scratch_schema():
        if source:
            _run(app_label, None, source)
        log: list[str] = []
        connection.ddl_log = log  # type: ignore[attr-defined]
        try:
            _run(app_label, source or None, target)
        finally:
            connection.ddl_log = None  # type: ignore[attr-defined]
        return Plan(app_label, source, target, tuple(log), fingerprint(SCRATCH), tables(SCRATCH))


@contextmanager
def scratch_schema() -> Iterator[None]:
    """Open an empty scratch schema that is rolled back at the end."""
    with no_workspace(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{SCRATCH.schema}"')
        with use_workspace(SCRATCH):
            yield
        transaction.set_rollback(True)


def _run(app_label: str, source: str | None, target: str) -> None:
    executor = MigrationExecutor(None)
    graph = executor.loader.graph
    done = set(graph.forwards_plan((app_label, source))) if source else set()
    wanted = [n for n in graph.forwards_plan((app_label, target)) if n not in done]
    state = executor.loader.project_state(list(done)) if done else executor.loader.project_state([])
    for key in wanted:
        migration = graph.nodes[key]
        if key[0] != app_label:
            state = migration.mutate_state(state, preserve=False)
            continue
        if any(isinstance(op, RunPython) and not op.elidable for op in migration.operations):
            raise CannotCompile(f"{key} runs Python that is not elidable.")
        with connection.schema_editor(atomic=False) as editor:
            state = migration.apply(state, editor)


FINGERPRINT = """
SELECT string_agg(line, E'\n' ORDER BY line) FROM (
  SELECT format('column %%s.%%s %%s %%s %%s', c.relname, a.attname,
                format_type(a.atttypid, a.atttypmod), a.attnotnull,
                replace(coalesce(pg_get_expr(d.adbin, d.adrelid), ''), %(schema)s || '.', '')) AS line
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'p') AND c.relname LIKE %(prefix)s
  UNION ALL
  SELECT format('constraint %%s %%s %%s', c.relname, k.conname,
                replace(pg_get_constraintdef(k.oid), %(schema)s || '.', ''))
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = %(schema)s AND c.relname LIKE %(prefix)s
  UNION ALL
  SELECT format('index %%s', replace(indexdef, %(schema)s || '.', ''))
  FROM pg_indexes WHERE schemaname = %(schema)s AND tablename LIKE %(prefix)s
) AS lines
"""


def fingerprint(ref: WorkspaceRef, prefix: str = "") -> str:
    """Return a hash of the tables' columns, constraints and indexes in a schema.

    `prefix` limits it to the tables of one app, as in "blog_".
    """
    pattern = prefix.replace("_", r"\_") + "%"
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT, {"schema": ref.schema, "prefix": pattern})
        text = cursor.fetchone()[0] or ""
    return hashlib.sha256(text.encode()).hexdigest()


def tables(ref: WorkspaceRef) -> tuple[str, ...]:
    """Return the names of a schema's tables, sorted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [ref.schema]
        )
        return tuple(row[0] for row in cursor.fetchall())
