"""The workspace's own capabilities; modules add theirs in their manifests."""

from collections.abc import Iterator
from functools import lru_cache

from shared_apps.registry import discovery
from shared_apps.registry.manifest import Capability
from shared_apps.registry.roles import ANYONE, EVERY_ROLE, MANAGERS, OWNER, WORKERS

PREFIX = "workspace"

CAPABILITIES = (
    Capability("workspace.view_dashboard", "Open the management dashboard", WORKERS),
    Capability("workspace.manage_modules", "Switch modules on and off", MANAGERS),
    Capability("workspace.purge_modules", "Delete a module's data for good", (OWNER,)),
    Capability("workspace.view_members", "See who belongs to the workspace", WORKERS),
    Capability("workspace.manage_members", "Invite people and change their roles", MANAGERS),
    Capability("workspace.transfer", "Hand the workspace to another owner", (OWNER,)),
    Capability("workspace.manage_branding", "Change name, logo and colours", MANAGERS),
    Capability("workspace.manage_settings", "Change the workspace's settings", MANAGERS),
    Capability("workspace.leave", "Leave the workspace", EVERY_ROLE),
)


def all_capabilities() -> Iterator[Capability]:
    """Yield the workspace's capabilities, then those of every installed module."""
    yield from CAPABILITIES
    yield from discovery.capabilities()


@lru_cache(maxsize=16)
def capabilities_of(role: str | None) -> frozenset[str]:
    """Return the keys that a role has by default; None is a visitor without membership."""
    wanted = role or ANYONE
    return frozenset(c.key for c in all_capabilities() if wanted in c.roles or ANYONE in c.roles)
