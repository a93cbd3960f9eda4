"""Two small tables that the isolation tests and benchmarks put into every schema they try.

Both schemas hold the same primary keys, so a statement that reaches the wrong schema finds
rows there. Each row says in `home` which schema it was written for.
"""

from uuid import UUID, uuid4

from django.apps.registry import Apps
from django.contrib.auth import get_user_model
from django.db import connection, models

from tenants.context import WorkspaceRef

# A registry of their own: the project's makemigrations must not see these models.
probe_apps = Apps()
BASE_LEAVES = 10
BRANCHES = 2


class Branch(models.Model):
    """A thing that leaves hang on."""

    home = models.TextField()

    class Meta:
        app_label = "kernel"
        apps = probe_apps
        db_table = "probe_branch"

    def __str__(self) -> str:
        return self.home


class Leaf(models.Model):
    """A row that knows its home, its branch and a person in the public schema."""

    home = models.TextField()
    label = models.TextField(unique=True)
    weight = models.IntegerField(default=0)
    branch = models.ForeignKey(
        Branch, null=True, on_delete=models.DO_NOTHING, related_name="leaves"
    )
    keeper = models.ForeignKey(
        get_user_model(), null=True, on_delete=models.DO_NOTHING, related_name="+"
    )

    class Meta:
        app_label = "kernel"
        apps = probe_apps
        db_table = "probe_leaf"

    def __str__(self) -> str:
        return self.label


TABLES = """
CREATE TABLE {schema}.probe_branch (id bigserial PRIMARY KEY, home text NOT NULL);
CREATE TABLE {schema}.probe_leaf (
  id bigserial PRIMARY KEY, home text NOT NULL, label text NOT NULL UNIQUE,
  weight integer NOT NULL DEFAULT 0 CONSTRAINT probe_leaf_weight CHECK (weight >= 0),
  branch_id bigint REFERENCES {schema}.probe_branch DEFERRABLE INITIALLY DEFERRED,
  keeper_id uuid REFERENCES public.identity_user DEFERRABLE INITIALLY DEFERRED);
CREATE FUNCTION {schema}.probe_homes() RETURNS SETOF text LANGUAGE plpgsql
  AS 'BEGIN RETURN QUERY SELECT home FROM probe_leaf ORDER BY id; END';
"""
ROWS = """
INSERT INTO {schema}.probe_branch (home) SELECT '{schema}' FROM generate_series(1, {branches});
INSERT INTO {schema}.probe_leaf (home, label, weight, branch_id, keeper_id)
  SELECT '{schema}', 'leaf ' || n, n * {factor}, 1 + n % {branches}, {keeper}
  FROM generate_series(1, {leaves}) AS n;
"""


def ref_of(schema: str) -> WorkspaceRef:
    """Return a new reference for a schema; the ids of workspaces are never used again."""
    return WorkspaceRef(uuid4(), schema, 1)


def plant(schema: str, factor: int, keeper: UUID | None = None) -> WorkspaceRef:
    """Make the schema with both tables and its base rows, whose weights carry `factor`."""
    drop(schema)
    person = f"'{keeper}'" if keeper else "NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")
        cursor.execute(TABLES.format(schema=schema))
        cursor.execute(
            ROWS.format(
                schema=schema,
                factor=factor,
                keeper=person,
                leaves=BASE_LEAVES,
                branches=BRANCHES,
            )
        )
    return ref_of(schema)


def drop(schema: str) -> None:
    """Drop the schema, whatever is in it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


def foreign_rows(schema: str) -> int:
    """Return how many rows in the schema were written for another one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT home FROM {schema}.probe_leaf"
            f" UNION ALL SELECT home FROM {schema}.probe_branch) AS r WHERE home <> %s",
            [schema],
        )
        return int(cursor.fetchone()[0])
