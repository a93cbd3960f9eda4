"""Which migration each workspace app's code is at, read from the files alone.

Django's loader imports the migrations of every installed app; the check whether anything
is behind runs at each start and reads only those of the apps that live in workspaces.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from tenants.modules import ALWAYS_ON

# Raised when this package compiles the same migrations into something else than before.
FORMAT = "1"


@lru_cache(maxsize=128)
def migrations_of(label: str) -> Mapping[str, ModuleType]:
    """Return the modules of an app's migrations by name, sorted."""
    package, _ = MigrationLoader.migrations_module(label)
    if package is None:
        return {}
    home = import_module(package)
    names = sorted(found.name for found in iter_modules(home.__path__) if found.name[0] not in "_~")
    return {name: import_module(f"{package}.{name}") for name in names}


@lru_cache(maxsize=128)
def leaf(label: str) -> str:
    """Return the name of an app's last migration, "" where it has none."""
    found = migrations_of(label)
    needed = {name for each in found.values() for name in _needed(label, each.Migration)}
    leaves = [name for name in found if name not in needed]
    if len(leaves) > 1:
        raise RuntimeError(f"{label} has more than one last migration: {', '.join(leaves)}.")
    return leaves[0] if leaves else ""


def _needed(label: str, migration: type[Migration]) -> Iterator[str]:
    yield from (name for app, name, *_ in map(tuple, migration.dependencies) if app == label)
    yield from (name for app, name in migration.replaces if app == label)


@lru_cache(maxsize=128)
def digest(label: str) -> str:
    """Return a hash over all that decides an app's DDL, so that no old plan is replayed.

    That is its migration files, those of the kernel it builds upon, and Django itself.
    """
    parts = [FORMAT, django.get_version()]
    for app in dict.fromkeys((ALWAYS_ON, label)):
        parts += [Path(str(each.__file__)).read_text() for each in migrations_of(app).values()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def workspace_apps() -> list[str]:
    """Return the labels of the apps with tables in workspaces, the kernel first."""
    return sorted(
        (config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS),
        key=lambda label: (label != ALWAYS_ON, label),
    )


def levels() -> dict[str, str]:
    """Return each workspace app's last migration by label, in the order to migrate them."""
    return {label: leaf(label) for label in workspace_apps()}


def knows(label: str, migration: str) -> bool:
    """Return whether this code has that migration; newer code may have made it."""
    return migration in migrations_of(label)


def forget() -> None:
    """Read the files again next time; for tests that change them."""
    for cached in (migrations_of, leaf, digest):
        cached.cache_clear()
