"""What can be asked about a workspace's modules."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from shared_apps.registry.discovery import modules
from shared_apps.registry.manifest import Module
from tenants.directory import WorkspaceEntry
from tenants.errors import UnknownModule
from tenants.models import ModuleSwitch

State = ModuleSwitch.State


@dataclass(frozen=True)
class ModuleState:
    """A module as this workspace has it. `state` is None where it was never on."""

    module: Module
    state: str | None
    switched_at: datetime | None
    switched_by: str

    @property
    def is_on(self) -> bool:
        """Return whether it is on."""
        return self.state == State.ON

    @property
    def keeps_data(self) -> bool:
        """Return whether it is off and its tables are still there."""
        return self.state == State.OFF

    @property
    def manage_url(self) -> str:
        """Return the first dashboard page the module names, or ""."""
        return self._first_url("manage")

    @property
    def site_url(self) -> str:
        """Return the first public page the module names, or ""."""
        return self._first_url("site")

    def _first_url(self, place: str) -> str:
        names = [item.url_name for item in self.module.navigation if item.place == place]
        try:
            return reverse(names[0]) if names else ""
        except NoReverseMatch:
            return ""


def states_of(entry: WorkspaceEntry) -> list[ModuleState]:
    """Return every installed module with its state, by name (one query)."""
    rows = {
        row.module: row
        for row in ModuleSwitch.objects.filter(workspace_id=entry.id).select_related("switched_by")
    }
    known = sorted(modules().values(), key=lambda module: module.name)
    return [_state(module, rows.get(module.label)) for module in known]


def manifest_of(label: str) -> Module:
    """Return an installed module's manifest; raise UnknownModule."""
    manifest = modules().get(label)
    if manifest is None:
        raise UnknownModule(label=label)
    return manifest


def state_of(entry: WorkspaceEntry, module: Module) -> ModuleState:
    """Return one module's state."""
    row = (
        ModuleSwitch.objects.filter(workspace_id=entry.id, module=module.label)
        .select_related("switched_by")
        .first()
    )
    return _state(module, row)


def _state(module: Module, row: ModuleSwitch | None) -> ModuleState:
    if row is None:
        return ModuleState(module, None, None, "")
    return ModuleState(module, row.state, row.switched_at, str(row.switched_by or ""))
