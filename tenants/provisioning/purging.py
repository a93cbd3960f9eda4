"""Deleting a module's data for good: seen first, written out first, then dropped."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from shared_apps.foundation.after_commit import after_commit
from shared_apps.identity.models import User
from tenants import directory
from tenants.context import no_workspace, use_workspace
from tenants.errors import ModuleNotOff
from tenants.models import ModuleSwitch, Workspace
from tenants.modules import ALWAYS_ON

from .errors import NotExported
from .exports import existing_tables
from .locks import patient
from .plans import plan

State = ModuleSwitch.State


@dataclass(frozen=True)
class TableCount:
    """One table of a module and how many rows would go with it."""

    table: str
    rows: int


def preview_purge(*, workspace: Workspace, label: str) -> list[TableCount]:
    """Return the module's tables in this workspace with their exact row counts."""
    with use_workspace(workspace), connection.cursor() as cursor:
        counts = []
        for table in existing_tables(label):
            # The name comes from the catalogue.
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            counts.append(TableCount(table, cursor.fetchone()[0]))
        return counts


def purge(
    *,
    workspace: Workspace,
    label: str,
    by: User | None,
    at: datetime,
    without_export: bool = False,
) -> None:
    """Drop a module's tables for good.

    Raises ModuleNotOff unless it is off with its data kept, NotExported unless it has been
    exported since the switch-off (or `without_export`), and WorkspaceBusy.
    """
    # Compiled before anything is locked, for the rare case that no deploy has done it.
    plan(label)
    with no_workspace(), transaction.atomic(), patient(label):
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        switch = _kept(workspace, label)
        exported_at = switch.exported_at
        if not without_export and (exported_at is None or exported_at < switch.switched_at):
            raise NotExported(label=label)
        _drop_tables(workspace, label)
        switch.state, switch.migration, switch.step = State.PURGED, "", 0
        switch.switched_at, switch.switched_by = at, by
        switch.failed_at, switch.last_error = None, ""
        switch.save()
        after_commit(directory.refresh)


def _kept(workspace: Workspace, label: str) -> ModuleSwitch:
    switch = (
        ModuleSwitch.objects.select_for_update()
        .filter(workspace=workspace, module=label, state=State.OFF)
        .exclude(module=ALWAYS_ON)
        .first()
    )
    if switch is None:
        raise ModuleNotOff(label=label)
    return switch


def _drop_tables(workspace: Workspace, label: str) -> None:
    with use_workspace(workspace), connection.cursor() as cursor:
        names = ", ".join(f'"{table}"' for table in existing_tables(label))
        if names:
            # Without CASCADE: what else hangs on these tables makes it fail, not vanish.
            cursor.execute(f"DROP TABLE {names}")
