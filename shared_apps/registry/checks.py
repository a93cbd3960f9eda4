"""System checks over manifests, so that a wrong string fails at `manage.py check`."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, Error, register

from .discovery import facts_known, modules
from .manifest import Module
from .resolve import resolve
from .roles import PUBLIC


@register()
def manifests_hold(**_: Any) -> list[CheckMessage]:
    """Check each manifest: names, dotted strings, capabilities, facts, slugs."""
    found = modules().values()
    slugs = [manifest.slug for manifest in found]
    messages: list[CheckMessage] = [m for manifest in found for m in _problems(manifest)]
    messages += [
        Error(f"Two modules have the URL slug {slug!r}.", id="atrium.E001")
        for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1})
    ]
    return messages


def _problems(manifest: Module) -> Iterator[Error]:
    yield from _unresolved(manifest)
    yield from _unknown_capabilities(manifest)
    for capability in manifest.capabilities:
        if not capability.key.startswith(f"{manifest.label}."):
            yield _error(manifest, f"capability {capability.key!r} lacks the prefix.", 3)
        if not set(capability.roles) <= set(PUBLIC):
            yield _error(manifest, f"capability {capability.key!r} names an unknown role.", 4)
    for reaction in manifest.reactions:
        # A fact of a module that is not installed is fine: it is simply never published.
        if reaction.fact.split(".")[0] in modules() and reaction.fact not in facts_known():
            yield _error(manifest, f"nobody publishes the fact {reaction.fact!r}.", 5)


def _unresolved(manifest: Module) -> Iterator[Error]:
    packages = (manifest.pages, manifest.manage, manifest.api, manifest.sockets)
    for dotted in filter(None, packages):
        if not _is_there(dotted):
            yield _error(manifest, f"there is no module {dotted!r}.", 2)
    callables = [card.provider for card in manifest.cards]
    callables += [reaction.handler for reaction in manifest.reactions]
    callables += [item.badge for item in manifest.navigation if item.badge]
    callables += filter(
        None,
        (
            manifest.search,
            manifest.demo,
            manifest.privacy_export,
            manifest.privacy_erase,
        ),
    )
    for dotted in callables:
        try:
            resolve(dotted)
        except ImportError as reason:
            yield _error(manifest, f"{dotted!r} cannot be imported: {reason}", 2)


def _is_there(dotted: str) -> bool:
    try:
        return find_spec(dotted) is not None
    except ModuleNotFoundError:
        return False  # the package above it is missing as well


def _unknown_capabilities(manifest: Module) -> Iterator[Error]:
    known = {capability.key for capability in manifest.capabilities}
    used = [item.capability for item in manifest.navigation]
    used += [card.capability for card in manifest.cards]
    for key in used:
        if key not in known:
            yield _error(manifest, f"capability {key!r} is used but not declared.", 6)


def _error(manifest: Module, sentence: str, number: int) -> Error:
    return Error(f"Module {manifest.label}: {sentence}", id=f"atrium.E{number:03}")
