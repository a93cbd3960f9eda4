"""Finds modules: each folder `tenant_apps/<label>/manifest.py` is one. No list to edit."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from .manifest import Capability, Module

MODULES_FOLDER = Path(__file__).resolve().parents[2] / "tenant_apps"


def module_app_names() -> list[str]:
    """Return the dotted app names of all modules, sorted, without importing any."""
    return [f"tenant_apps.{p.parent.name}" for p in sorted(MODULES_FOLDER.glob("*/manifest.py"))]


@lru_cache(maxsize=1)
def modules() -> Mapping[str, Module]:
    """Return every installed module's manifest by label."""
    found = [import_module(f"{app}.manifest").MODULE for app in module_app_names()]
    return MappingProxyType({manifest.label: manifest for manifest in found})


def module(label: str) -> Module | None:
    """Return one manifest, or None where no such module is installed."""
    return modules().get(label)


def capabilities() -> Iterator[Capability]:
    """Yield the capabilities of every module."""
    for manifest in modules().values():
        yield from manifest.capabilities


def facts_known() -> frozenset[str]:
    """Return the names of all facts that modules say they publish."""
    return frozenset(name for manifest in modules().values() for name in manifest.facts)
