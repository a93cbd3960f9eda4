"""Every route of a URLconf, with the access it declares."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver, converters, get_resolver

from tenants.access import Access

API = "api/"


@dataclass(frozen=True)
class Route:
    """One pattern: its full text, its name with namespaces, and what it asks for.

    `access` maps a method to what it asks for; `{}` where the route declares nothing.
    """

    text: str
    name: str
    view: Any
    kwargs: tuple[str, ...]
    random: dict[str, Any] = field(hash=False, compare=False)
    access: dict[str, Access] = field(hash=False, compare=False)
    namespaces: tuple[str, ...] = ()

    @property
    def is_api(self) -> bool:
        """Return whether it answers programs."""
        return self.text.startswith(API)

    @property
    def modules(self) -> frozenset[str]:
        """Return the modules that must be on."""
        return frozenset(each.module for each in self.access.values() if each.module)

    def __str__(self) -> str:
        return self.name or self.text


def routes(urlconf: str) -> list[Route]:
    """Return every route of a URLconf in its order."""
    return list(_walk(get_resolver(urlconf).url_patterns, "", (), {}))


def _walk(
    patterns: list[Any], prefix: str, spaces: tuple[str, ...], outer: dict[str, Any]
) -> Iterator[Route]:
    for each in patterns:
        text = prefix + str(each.pattern).removeprefix("^")
        known = {**outer, **_random(each)}
        if isinstance(each, URLResolver):
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from _walk(each.url_patterns, text, inner, known)
        elif isinstance(each, URLPattern):
            name = ":".join((*spaces, each.name)) if each.name else ""
            yield Route(text, name, each.callback, tuple(known), known, _access(each), spaces)


RANDOM: dict[type, Any] = {
    converters.IntConverter: 2_147_483_600,
    converters.UUIDConverter: uuid.UUID("019aa000-0000-7000-8000-000000000000"),
    converters.SlugConverter: "no-such-thing",
    converters.StringConverter: "no-such-thing",
    converters.PathConverter: "no/such/thing",
}


def _random(each: Any) -> dict[str, Any]:
    """Return a value that fits each argument and means nothing."""
    found = {
        name: next((v for kind, v in RANDOM.items() if type(converter) is kind), "1999")
        for name, converter in each.pattern.converters.items()
    }
    for name in each.pattern.regex.groupindex:
        found.setdefault(name, "nothing")
    return found


def _access(each: URLPattern) -> dict[str, Access]:
    view: Any = each.callback
    if declared := getattr(view, "access", None):
        return {"GET": declared, "POST": declared} if isinstance(declared, Access) else {}
    kind = getattr(view, "cls", None)
    if kind is None or not getattr(kind, "access", None):
        return {}
    actions: dict[str, str] = getattr(view, "actions", None) or {
        method: method for method in kind.http_method_names if hasattr(kind, method)
    }
    return {
        method.upper(): kind.access_for(action)
        for method, action in actions.items()
        if method not in {"options", "head"}
    }


@lru_cache(maxsize=1)
def sample_modules() -> list[Any]:
    """Return the modules' own `tests/samples.py`, where they have one."""
    from shared_apps.registry.discovery import modules

    found = []
    for manifest in modules().values():
        name = f"{manifest.app}.tests.samples"
        try:
            found.append(import_module(name))
        except ModuleNotFoundError as missing:
            if missing.name != name:
                raise
    return found


def samples(workspace: Any) -> dict[str, dict[str, Any]]:
    """Return kwargs that lead to real objects of a workspace, by route name.

    A module offers its own in `tenant_apps/<module>/tests/samples.py`:
    `samples(workspace) -> {"blog:post": {"slug": "hello"}, ...}`, made in the test's
    transaction and inside the workspace.
    """
    from tests.access import samples as core

    found: dict[str, dict[str, Any]] = dict(core.samples(workspace))
    for each in sample_modules():
        found.update(each.samples(workspace))
    return found
