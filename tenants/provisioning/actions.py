"""What can happen to a workspace's schema: founded, dropped; its modules on and off.

Purging and exporting are in `purging` and `exports`.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from shared_apps.foundation.after_commit import after_commit
from shared_apps.identity.models import Session, User
from shared_apps.registry.discovery import module, modules
from shared_apps.registry.manifest import Module
from shared_apps.registry.roles import Role
from tenants import directory
from tenants.context import no_workspace
from tenants.errors import ModuleInUse, SlugTaken, UnknownModule
from tenants.models import Membership, ModuleSwitch, Workspace
from tenants.modules import ALWAYS_ON

from .errors import WrongConfirmation
from .levels import leaf
from .locks import patient
from .plans import plan
from .pool import claim_schema, make_sure_one_is_ready
from .purging import preview_purge, purge
from .replay import Tables, bring_up
from .schemas import drop_schema, fill_schema
from .units import Position

__all__ = [
    "drop_workspace",
    "found_workspace",
    "preview_purge",
    "purge",
    "switch_off",
    "switch_on",
]
State = ModuleSwitch.State


def found_workspace(*, name: str, slug: str, owner: User, at: datetime) -> Workspace:
    """Make a workspace with its schema and its owner; raise SlugTaken.

    The schema comes from the ready pool where it holds one; else it is made on the spot.
    A caller with a transaction of its own calls `make_sure_one_is_ready` before that.
    """
    make_sure_one_is_ready()
    with no_workspace(), transaction.atomic():
        made = _claimed_workspace(name, slug)
        ModuleSwitch.objects.create(
            workspace=made,
            module=ALWAYS_ON,
            state=State.ON,
            migration=leaf(ALWAYS_ON),
            switched_at=at,
        )
        Membership.objects.create(workspace=made, user=owner, role=Role.OWNER)
        after_commit(directory.refresh)
    return made


def _claimed_workspace(name: str, slug: str) -> Workspace:
    try:
        with transaction.atomic():
            # Within the savepoint: where the slug is taken, the schema stays in the pool.
            schema = claim_schema()
            return Workspace.objects.create(name=name, slug=slug, schema_name=schema)
    except IntegrityError as refusal:
        if "slug" not in str(refusal):
            raise
        raise SlugTaken(slug=slug) from None


def drop_workspace(*, workspace: Workspace, confirmation: str) -> None:
    """Delete a workspace with its schema, members, domains and sessions, for good.

    Raises WrongConfirmation unless `confirmation` is its slug, and WorkspaceBusy. Uploaded
    files stay where they are; a workspace's folder is named after its id.
    """
    if confirmation != workspace.slug:
        raise WrongConfirmation(expected=workspace.slug)
    with no_workspace(), transaction.atomic(), patient(workspace.name):
        locked = _locked(workspace)
        drop_schema(locked.schema_name)
        Session.objects.filter(workspace_id=locked.pk).delete()
        locked.delete()
        after_commit(directory.refresh)


def switch_on(*, workspace: Workspace, label: str, by: User | None, at: datetime) -> ModuleSwitch:
    """Switch a module on, with those it requires; its tables are made on first use.

    Tables that were kept while it was off are brought up to date first. Switching on what is
    on changes nothing. Raises UnknownModule and WorkspaceBusy.
    """
    manifest = module(label)
    if manifest is None:
        raise UnknownModule(label=label)
    # Compiled before anything is locked, for the rare case that no deploy has done it.
    plan(label)
    with no_workspace(), transaction.atomic(), patient(manifest.name):
        _locked(workspace)
        changed = _switched_on(workspace, manifest, by, at)
        after_commit(directory.refresh)
    return changed


def _switched_on(
    workspace: Workspace, manifest: Module, by: User | None, at: datetime
) -> ModuleSwitch:
    for needed in manifest.requires:
        other = module(needed)
        if other is None:
            raise UnknownModule(label=needed)
        _switched_on(workspace, other, by, at)
    label = manifest.label
    # Locked, so that a migrator at work on these tables has finished its step.
    rows = ModuleSwitch.objects.select_for_update(no_key=True)
    switch = rows.filter(workspace=workspace, module=label).first()
    if switch is None:
        switch = ModuleSwitch(workspace=workspace, module=label, state=State.PURGED)
    if switch.state == State.ON:
        return switch
    if switch.state == State.PURGED:
        fill_schema(workspace.schema_name, plan(label))
        switch.migration, switch.step, switch.exported_at = leaf(label), 0, None
    else:
        reached = bring_up(_tables(workspace, switch))
        switch.migration, switch.step = reached.migration, reached.step
    switch.state, switch.switched_at, switch.switched_by = State.ON, at, by
    switch.failed_at, switch.last_error = None, ""
    switch.save()
    return switch


def _tables(workspace: Workspace, switch: ModuleSwitch) -> Tables:
    position = Position(switch.migration, switch.step)
    return Tables(switch.pk, workspace.ref, workspace.slug, switch.module, position)


def switch_off(*, workspace: Workspace, label: str, by: User | None, at: datetime) -> None:
    """Hide a module and keep all its data; raise ModuleInUse where another needs it.

    Switching off what is not on changes nothing. The kernel is always on.
    """
    with no_workspace(), transaction.atomic():
        _locked(workspace)
        needing = ModuleSwitch.objects.filter(
            workspace=workspace, state=State.ON, module__in=_dependants(label)
        )
        if names := sorted(needing.values_list("module", flat=True)):
            raise ModuleInUse(label=label, others=", ".join(names))
        ModuleSwitch.objects.filter(workspace=workspace, module=label, state=State.ON).exclude(
            module=ALWAYS_ON
        ).update(state=State.OFF, switched_at=at, switched_by=by, updated_at=at)
        after_commit(directory.refresh)


def _locked(workspace: Workspace) -> Workspace:
    """Lock the workspace's row, so that two switches of one workspace never interleave."""
    return Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)


def _dependants(label: str) -> list[str]:
    return [other.label for other in modules().values() if label in other.requires]
