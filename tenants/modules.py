"""The one function that says whether a module is on."""

from collections.abc import Iterator

from shared_apps.registry.discovery import modules
from shared_apps.registry.manifest import Module

from .directory import WorkspaceEntry, current_entry, directory

ALWAYS_ON = "kernel"


def is_on(label: str, entry: WorkspaceEntry | None = None) -> bool:
    """Return whether the module is on in `entry` (the current workspace by default)."""
    where = entry or current_entry()
    if where is None:
        return False
    return label == ALWAYS_ON or (label in where.modules_on and label in modules())


def is_on_now(label: str) -> bool:
    """Return whether the module is on in the current workspace, asking again before "no".

    A job may be faster than this process's next look at the switches.
    """
    if is_on(label):
        return True
    directory.refresh()
    return is_on(label)


def modules_on(entry: WorkspaceEntry) -> Iterator[Module]:
    """Yield the manifests of the modules that are on, in their order of name."""
    for manifest in modules().values():
        if is_on(manifest.label, entry):
            yield manifest
