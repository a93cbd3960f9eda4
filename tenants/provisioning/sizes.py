"""How much room a workspace takes."""

from dataclasses import dataclass

from django.db import connection

from tenants.context import no_workspace


@dataclass(frozen=True)
class Size:
    """A schema's tables, and their bytes on disk with indexes and large values."""

    tables: int
    size_bytes: int


def size_of(schema: str) -> Size:
    """Return how large a schema is."""
    with no_workspace(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = %s AND c.relkind = 'r'",
            [schema],
        )
        tables, size_bytes = cursor.fetchone()
    return Size(tables, size_bytes)
