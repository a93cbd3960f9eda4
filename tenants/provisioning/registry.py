"""Reads from the registry of levels which workspaces are behind the code."""

from collections.abc import Iterable

from django.db import connection

from tenants.context import WorkspaceRef, no_workspace

from .levels import knows, levels
from .replay import Tables
from .units import Position

# `step` is above zero only in the middle of a migration, hence always behind.
BEHIND = """
SELECT s.id, w.id, w.schema_name, w.generation, w.slug, s.module, s.migration, s.step
FROM public.tenants_moduleswitch s
JOIN unnest(%s::text[], %s::text[]) AS code(module, migration) ON code.module = s.module
JOIN public.tenants_workspace w ON w.id = s.workspace_id
WHERE s.state <> 'purged' AND s.migration <> code.migration
ORDER BY w.slug
"""


def behind() -> list[Tables]:
    """Return all tables that are not at the code's last migration, kernel first.

    One query, whatever the number of workspaces. Tables that newer code has made, as
    during a rolling deployment, are not behind. Modules that are off are migrated too.
    """
    wanted = levels()
    with no_workspace(), connection.cursor() as cursor:
        cursor.execute(BEHIND, [list(wanted), list(wanted.values())])
        rows = [_tables(row) for row in cursor.fetchall()]
    order = {label: number for number, label in enumerate(wanted)}
    found = [each for each in rows if knows(each.label, each.position.migration)]
    return sorted(found, key=lambda each: (each.slug, order[each.label]))


def _tables(row: tuple[object, ...]) -> Tables:
    switch_id, workspace_id, schema, generation, slug, label, migration, step = row
    return Tables(
        switch_id,  # type: ignore[arg-type]
        WorkspaceRef(workspace_id, schema, generation),  # type: ignore[arg-type]
        str(slug),
        str(label),
        Position(str(migration), step),  # type: ignore[arg-type]
    )


def by_workspace(rows: Iterable[Tables]) -> list[list[Tables]]:
    """Return the rows grouped by workspace, in order."""
    groups: dict[str, list[Tables]] = {}
    for each in rows:
        groups.setdefault(each.slug, []).append(each)
    return list(groups.values())


def canaries(groups: list[list[Tables]]) -> list[list[Tables]]:
    """Return the fewest workspaces, chosen greedily, that show every kind of upgrade once.

    Usually one: all are behind by the same steps.
    """
    chosen: list[list[Tables]] = []
    shown: set[tuple[str, Position]] = set()
    for group in sorted(groups, key=len, reverse=True):
        kinds = {(each.label, each.position) for each in group}
        if not kinds <= shown:
            chosen.append(group)
            shown |= kinds
    return chosen
