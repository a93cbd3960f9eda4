"""What can happen to a workspace's schema: founded, module on, off, purged."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from shared_apps.foundation.after_commit import after_commit
from shared_apps.identity.models import User
from shared_apps.registry.discovery import module, modules
from shared_apps.registry.roles import Role
from tenants import directory
from tenants.context import no_workspace, use_workspace
from tenants.errors import ModuleInUse, ModuleNotOff, SlugTaken, UnknownModule
from tenants.models import Membership, ModuleSwitch, ReadySchema, Workspace
from tenants.modules import ALWAYS_ON

from .compiler import plan
from .schemas import create_schema, message, new_schema_name

State = ModuleSwitch.State


@dataclass(frozen=True)
class TableCount:
    """One table of a module and how many rows would go with it."""

    table: str
    rows: int


def found_workspace(*, name: str, slug: str, owner: User, at: datetime) -> Workspace:
    """Make a workspace with its schema and its owner; raise SlugTaken.

    The schema comes from the ready pool where it holds one; else it is made on the spot.
    """
    with no_workspace(), transaction.atomic():
        schema, level = claim_schema()
        try:
            with transaction.atomic():
                made = Workspace.objects.create(name=name, slug=slug, schema_name=schema)
        except IntegrityError as refusal:
            if "slug" not in str(refusal):
                raise
            raise SlugTaken(slug=slug) from None
        ModuleSwitch.objects.create(
            workspace=made, module=ALWAYS_ON, state=State.ON, migration=level, switched_at=at
        )
        Membership.objects.create(workspace=made, user=owner, role=Role.OWNER)
        after_commit(directory.refresh)
    return made


def claim_schema() -> tuple[str, str]:
    """Return a schema name and the kernel migration it is at, from the pool or new."""
    wanted = plan(ALWAYS_ON)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM public.tenants_readyschema WHERE id = ("
            " SELECT id FROM public.tenants_readyschema WHERE migration = %s"
            " ORDER BY made_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING schema_name",
            [wanted.target],
        )
        row = cursor.fetchone()
    if row is not None:
        return str(row[0]), wanted.target
    name = new_schema_name()
    create_schema(name, wanted)
    return name, wanted.target


def add_ready_schema() -> ReadySchema:
    """Make one schema for the pool."""
    wanted = plan(ALWAYS_ON)
    with no_workspace(), transaction.atomic():
        name = new_schema_name()
        create_schema(name, wanted)
        return ReadySchema.objects.create(schema_name=name, migration=wanted.target)


def switch_on(*, workspace: Workspace, label: str, by: User | None, at: datetime) -> ModuleSwitch:
    """Switch a module on, with those it requires; its tables are made on first use.

    Switching on what is on changes nothing. Raises UnknownModule.
    """
    manifest = module(label)
    if manifest is None:
        raise UnknownModule(label=label)
    with no_workspace(), transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        for needed in manifest.requires:
            switch_on(workspace=workspace, label=needed, by=by, at=at)
        switch = ModuleSwitch.objects.filter(workspace=workspace, module=label).first()
        if switch is None or switch.state == State.PURGED:
            level = _make_tables(workspace, label)
        else:
            level = switch.migration
        changed, _ = ModuleSwitch.objects.update_or_create(
            workspace=workspace,
            module=label,
            defaults={"state": State.ON, "migration": level, "switched_at": at, "switched_by": by},
        )
        after_commit(directory.refresh)
    return changed


def _make_tables(workspace: Workspace, label: str) -> str:
    fresh = plan(label)
    if fresh.steps:
        with connection.cursor() as cursor:
            path = f'SET LOCAL search_path TO "{workspace.schema_name}", extensions'
            cursor.execute(message([path, *fresh.steps]))
    return fresh.target


def switch_off(*, workspace: Workspace, label: str, by: User | None, at: datetime) -> None:
    """Hide a module and keep all its data; raise ModuleInUse where another needs it."""
    with no_workspace(), transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        needing = ModuleSwitch.objects.filter(
            workspace=workspace, state=State.ON, module__in=_dependants(label)
        ).values_list("module", flat=True)
        if needing:
            raise ModuleInUse(label=label, others=", ".join(needing))
        ModuleSwitch.objects.filter(workspace=workspace, module=label, state=State.ON).exclude(
            module=ALWAYS_ON
        ).update(state=State.OFF, switched_at=at, switched_by=by)
        after_commit(directory.refresh)


def _dependants(label: str) -> list[str]:
    return [other.label for other in modules().values() if label in other.requires]


def preview_purge(*, workspace: Workspace, label: str) -> list[TableCount]:
    """Return the module's tables with their exact row counts."""
    with use_workspace(workspace), connection.cursor() as cursor:
        counts = []
        for table in plan(label).tables:
            cursor.execute("SELECT to_regclass(%s)", [table])
            if cursor.fetchone()[0] is not None:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                counts.append(TableCount(table, cursor.fetchone()[0]))
        return counts


def purge(*, workspace: Workspace, label: str, by: User | None, at: datetime) -> None:
    """Drop a module's tables for good; raise ModuleNotOff unless it is off first."""
    with no_workspace(), transaction.atomic():
        changed = (
            ModuleSwitch.objects.select_for_update()
            .filter(workspace=workspace, module=label, state=State.OFF)
            .exclude(module=ALWAYS_ON)
            .update(state=State.PURGED, migration="", switched_at=at, switched_by=by)
        )
        if not changed:
            raise ModuleNotOff(label=label)
        names = ", ".join(f'"{workspace.schema_name}"."{t}"' for t in plan(label).tables)
        if names:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS {names} CASCADE")
        Workspace.objects.filter(pk=workspace.pk).update(updated_at=at, name=F("name"))
        after_commit(directory.refresh)
