"""What a module tells the rest of Atrium about itself: data and dotted strings only.

A manifest imports nothing of its module, so reading all of them costs nothing and
cannot fail half-way. Dotted strings are resolved on first use and by `manage.py check`.
"""

from dataclasses import dataclass, field
from typing import Literal

Place = Literal["site", "manage"]
SettingKind = Literal["text", "boolean", "integer", "choice"]


@dataclass(frozen=True)
class Capability:
    """One thing a person may be allowed to do; `roles` have it by default."""

    key: str
    sentence: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class NavItem:
    """An entry in the workspace's public navigation or in the dashboard's."""

    label: str
    url_name: str
    capability: str
    icon: str
    place: Place = "manage"
    badge: str | None = None


@dataclass(frozen=True)
class Card:
    """A dashboard card; `provider` is called with the member and returns a CardContent."""

    title: str
    provider: str
    capability: str


@dataclass(frozen=True)
class Schedule:
    """A job that each workspace with the module on runs every so often."""

    job: str
    every_seconds: int


@dataclass(frozen=True)
class Reaction:
    """A handler for a fact, named by strings so that modules never import each other."""

    fact: str
    handler: str


@dataclass(frozen=True)
class SettingField:
    """A per-workspace setting of the module, shown on its settings page."""

    key: str
    label: str
    kind: SettingKind
    default: str | bool | int
    help_text: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Limit:
    """A metered limit that a plan can set."""

    key: str
    label: str
    unit: str


@dataclass(frozen=True)
class Module:
    """One module's manifest. `label` is the app label, `slug` its URL prefix."""

    label: str
    name: str
    tagline: str
    description: str
    icon: str
    category: str
    slug: str
    capabilities: tuple[Capability, ...]
    pages: str | None = None
    manage: str | None = None
    api: str | None = None
    sockets: str | None = None
    navigation: tuple[NavItem, ...] = ()
    cards: tuple[Card, ...] = ()
    search: str | None = None
    schedules: tuple[Schedule, ...] = ()
    facts: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    settings: tuple[SettingField, ...] = ()
    limits: tuple[Limit, ...] = ()
    plan_gate: str | None = None
    requires: tuple[str, ...] = ()
    demo: str | None = None
    privacy_export: str | None = None
    privacy_erase: str | None = None
    app: str = field(default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "app", self.app or f"tenant_apps.{self.label}")


@dataclass(frozen=True)
class CardContent:
    """What a card shows: a figure, a sentence, and where it leads."""

    figure: str
    sentence: str
    url: str | None = None
