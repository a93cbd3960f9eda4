"""What the public site says about modules: those installed, and those still in the works."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared_apps.registry.discovery import modules
from shared_apps.registry.manifest import Module


@dataclass(frozen=True)
class Coming:
    """A module that is planned; it leaves this list by being installed."""

    label: str
    name: str
    icon: str
    tagline: str


PLANNED = (
    Coming("store", "Store", "shopping-bag", "Products, stock, orders and payments."),
    Coming("chat", "Chat", "messages-square", "Rooms and direct messages that arrive at once."),
    Coming("courses", "Courses", "graduation-cap", "Lessons, progress and certificates."),
    Coming("tasks", "Tasks", "kanban", "Boards and lists that everybody sees move."),
    Coming("weather", "Weather", "cloud-sun", "Forecasts and alerts for your places."),
    Coming("library", "Library", "library", "A catalogue, loans, holds and fines."),
    Coming("movies", "Movies", "clapperboard", "A collection to browse, rate and watch."),
    Coming("events", "Events", "ticket", "Dates, seats, tickets and check-in."),
    Coming("analytics", "Analytics", "chart-line", "Figures about your pages, kept in your walls."),
)  # fmt: skip


def catalogue() -> list[Module]:
    """Return the installed modules in order of their names."""
    return sorted(modules().values(), key=lambda module: module.name)


def in_the_works() -> Sequence[Coming]:
    """Return the planned modules that are not installed here yet."""
    return [each for each in PLANNED if each.label not in modules()]
