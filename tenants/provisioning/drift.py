"""Compares what each schema looks like with what its registry rows say it should."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from tenants.context import no_workspace
from tenants.models import ModuleSwitch, Workspace

from .levels import leaf
from .plans import plan, tables_ever
from .shapes import Shape, differences, shapes_of

AT_ONCE = 50
Row = tuple[UUID, str, str]


@dataclass(frozen=True)
class Drift:
    """One workspace whose tables are not what they should be: "-" lacks, "+" has."""

    slug: str
    schema: str
    lines: tuple[str, ...]


def check_drift() -> Iterator[Drift | None]:
    """Yield for each workspace its drift, or None where all is as it should be.

    An app that is behind the code is reported as that; its tables are compared once it has
    been brought up.
    """
    with no_workspace():
        workspaces = list(
            Workspace.objects.order_by("slug").values_list("pk", "slug", "schema_name")
        )
        switches: dict[UUID, dict[str, str]] = {}
        for owner, label, migration in ModuleSwitch.objects.exclude(
            state=ModuleSwitch.State.PURGED
        ).values_list("workspace_id", "module", "migration"):
            switches.setdefault(owner, {})[label] = migration
    for chunk in _chunks(workspaces):
        found = shapes_of(schema for _, _, schema in chunk)
        for pk, slug, schema in chunk:
            lines = _compared(switches.get(pk, {}), found[schema])
            yield Drift(slug, schema, tuple(lines)) if lines else None


def _compared(levels: dict[str, str], found: Shape) -> list[str]:
    wanted: Shape = {}
    lines: list[str] = []
    passed_over: set[str] = set()
    for label, migration in levels.items():
        try:
            last = leaf(label)
        except LookupError:
            lines.append(f"- {label}: no such module is installed")
            continue
        if migration == last:
            wanted |= plan(label).shape
        else:
            lines.append(f"- {label}: at {migration or 'nothing'}, and the code is at {last}")
            passed_over |= tables_ever(label)
    present = {table: shape for table, shape in found.items() if table not in passed_over}
    return lines + differences(wanted, present)


def _chunks(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
