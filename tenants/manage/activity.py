"""What happened in a workspace lately, told from the rows themselves."""

from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from shared_apps.registry.discovery import module
from shared_apps.registry.roles import OWNER, Role
from tenants.directory import WorkspaceEntry
from tenants.models import Invitation, Membership, ModuleSwitch
from tenants.modules import ALWAYS_ON

MOST = 8
SENTENCES = {
    ModuleSwitch.State.ON: "{module} was switched on",
    ModuleSwitch.State.OFF: "{module} was switched off; its data is kept",
    ModuleSwitch.State.PURGED: "The data of {module} was deleted",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened."""

    at: datetime
    icon: str
    sentence: str


def lately(entry: WorkspaceEntry) -> list[Event]:
    """Return the latest events, newest first (three queries)."""
    found = [*_switched(entry), *_joined(entry), *_invited(entry)]
    return nlargest(MOST, found, key=lambda event: event.at)


def _switched(entry: WorkspaceEntry) -> list[Event]:
    rows = (
        ModuleSwitch.objects.filter(workspace_id=entry.id)
        .exclude(module=ALWAYS_ON)
        .select_related("switched_by")
        .order_by("-switched_at")[:MOST]
    )
    return [Event(row.switched_at, "blocks", _switch_sentence(row)) for row in rows]


def _switch_sentence(row: ModuleSwitch) -> str:
    manifest = module(row.module)
    name = manifest.name if manifest else row.module
    by = f" by {row.switched_by}" if row.switched_by else ""
    return SENTENCES[ModuleSwitch.State(row.state)].format(module=name) + by + "."


def _joined(entry: WorkspaceEntry) -> list[Event]:
    rows = (
        Membership.objects.filter(workspace_id=entry.id)
        .select_related("user")
        .order_by("-created_at")[:MOST]
    )
    return [Event(row.created_at, "user-round", _join_sentence(row)) for row in rows]


def _join_sentence(row: Membership) -> str:
    return (
        f"{row.user} is the owner."
        if row.role == OWNER
        else f"{row.user} joined as {Role(row.role).label.lower()}."
    )


def _invited(entry: WorkspaceEntry) -> list[Event]:
    rows = Invitation.objects.filter(workspace_id=entry.id).order_by("-created_at")[:MOST]
    return [Event(row.created_at, "mail", f"{row.email} was invited.") for row in rows]
