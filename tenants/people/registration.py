"""Whether a workspace lets visitors register as its customers."""

from tenants.directory import WorkspaceEntry
from tenants.own_settings import OWN, values_of


def customers_may_register(entry: WorkspaceEntry) -> bool:
    """Return the workspace's setting; off unless its managers have switched it on."""
    return bool(values_of(entry.settings, OWN)["customers_may_register"])
