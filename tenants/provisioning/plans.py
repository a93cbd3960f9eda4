"""Plans, compiled once per code: kept in memory, and in the database for other processes."""

import threading

from tenants.context import no_workspace
from tenants.models import CompiledDDL

from .compiler import compile_plan
from .levels import digest, leaf
from .units import NOTHING, Plan, Unit

Key = tuple[str, str, str, str]
_known: dict[Key, Plan] = {}
_compiling = threading.Lock()


def plan(app_label: str, source: str = NOTHING) -> Plan:
    """Return the plan from `source` to the app's last migration.

    `migrate_workspaces` compiles at deploy, so that no request does. Raises CannotCompile.
    """
    key = (app_label, source, leaf(app_label), digest(app_label))
    found = _known.get(key)
    if found is None:
        with _compiling:
            found = _known.get(key) or _stored(key) or _compiled(key)
            _known[key] = found
    return found


def forget() -> None:
    """Forget what is in memory; for tests that change migrations."""
    _known.clear()


def _stored(key: Key) -> Plan | None:
    app_label, source, target, code = key
    with no_workspace():
        row = CompiledDDL.objects.filter(
            app_label=app_label, source=source, target=target, digest=code
        ).first()
    if row is None:
        return None
    units = tuple(Unit.revived(stored) for stored in row.units)
    return Plan(app_label, source, target, units, row.shape)


def _compiled(key: Key) -> Plan:
    app_label, source, target, code = key
    made = compile_plan(app_label, source, target)
    with no_workspace():
        # Two processes may both have compiled; the same code gives the same plan.
        CompiledDDL.objects.get_or_create(
            app_label=app_label,
            source=source,
            target=target,
            digest=code,
            defaults={"units": made.as_json(), "shape": made.shape},
        )
    return made


def tables_ever(app_label: str) -> set[str]:
    """Return every table that any known level of an app has had."""
    with no_workspace():
        shapes = CompiledDDL.objects.filter(app_label=app_label).values_list("shape", flat=True)
        return {table for shape in shapes for table in shape} | set(plan(app_label).shape)
