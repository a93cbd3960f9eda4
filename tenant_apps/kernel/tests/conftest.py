"""A fact, and reactions to it that can be made to fail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from shared_apps.registry.facts import fact
from shared_apps.registry.manifest import Module, Reaction
from tenant_apps.kernel import outbox
from tenants.context import use_workspace
from tenants.models import Workspace

HERE = "tenant_apps.kernel.tests.reactions"


@fact("kernel.bell_rang")
@dataclass(frozen=True)
class BellRang:
    """A fact for tests."""

    times: int


def manifest(label: str, *handlers: str) -> Module:
    """Return a manifest that reacts to BellRang with `handlers`."""
    return Module(
        label=label, name=label, tagline="", description="", icon="", category="", slug=label,
        capabilities=(),
        reactions=tuple(Reaction("kernel.bell_rang", f"{HERE}.{name}") for name in handlers),
    )  # fmt: skip


@pytest.fixture
def react(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install modules with reactions; "kernel" counts as on, any other label as off."""

    def install(*manifests: Module) -> None:
        monkeypatch.setattr(outbox, "modules", lambda: {m.label: m for m in manifests})

    return install


@pytest.fixture
def in_acorn(acorn: Workspace) -> Iterator[Workspace]:
    """Work in acorn."""
    with use_workspace(acorn):
        yield acorn
