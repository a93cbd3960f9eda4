"""What a schema's tables look like: one readable line per column, constraint and index."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import connection

from tenants.context import no_workspace

Shape = dict[str, list[str]]

# Read with a search path that holds none of the schemas, so that PostgreSQL writes every
# name of theirs with its schema, which is then taken out.
LINES: Final = """
SELECT n.nspname, c.relname,
       concat_ws(' ', 'column', a.attname, format_type(a.atttypid, a.atttypmod),
                 CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                 CASE WHEN a.attidentity <> '' THEN 'IDENTITY ' || a.attidentity::text END,
                 CASE WHEN a.attgenerated <> '' THEN 'GENERATED' END,
                 CASE WHEN d.oid IS NOT NULL THEN '= ' || pg_get_expr(d.adbin, d.adrelid) END)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE n.nspname = ANY(%(schemas)s) AND c.relkind IN ('r', 'p')
UNION ALL
SELECT n.nspname, c.relname,
       concat_ws(' ', 'constraint', k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY(%(schemas)s) AND k.contype <> 'n'
UNION ALL
SELECT n.nspname, c.relname,
       concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid),
                 CASE WHEN NOT i.indisvalid THEN 'INVALID' END)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY(%(schemas)s) AND c.relkind IN ('r', 'p')
"""


def shapes_of(schemas: Iterable[str]) -> dict[str, Shape]:
    """Return the shape of each schema: its tables, each with its lines sorted."""
    found: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in schemas}
    with no_workspace(), connection.cursor() as cursor:
        cursor.execute(LINES, {"schemas": list(found)})
        for schema, table, line in cursor.fetchall():
            found[schema][table].append(line.replace(f"{schema}.", ""))
    return {
        name: {table: sorted(lines) for table, lines in sorted(tables.items())}
        for name, tables in found.items()
    }


def shape_of(schema: str) -> Shape:
    """Return the shape of one schema."""
    return shapes_of([schema])[schema]


def fingerprint(shape: Mapping[str, Iterable[str]]) -> str:
    """Return a hash of a shape."""
    text = "\n".join(f"{table}: {line}" for table in sorted(shape) for line in sorted(shape[table]))
    return hashlib.sha256(text.encode()).hexdigest()


def differences(wanted: Shape, found: Shape) -> list[str]:
    """Return what differs, as "- lacks this" and "+ has that" lines with their table."""
    lines: list[str] = []
    for table in sorted({*wanted, *found}):
        has, needs = set(found.get(table, ())), set(wanted.get(table, ()))
        if table not in found:
            lines.append(f"- table {table}")
        elif table not in wanted:
            lines.append(f"+ table {table}")
        else:
            lines += [f"- {table}: {line}" for line in sorted(needs - has)]
            lines += [f"+ {table}: {line}" for line in sorted(has - needs)]
    return lines
