"""The workspace's settings for its blog, typed, with nonsense brought back into range."""

from dataclasses import dataclass
from typing import Any

from tenants.directory import WorkspaceEntry, current_entry

from .manifest import MODULE

DEFAULTS: dict[str, Any] = {field.key: field.default for field in MODULE.settings}
COMMENT_CHOICES = {"open", "moderated", "members", "closed"}


@dataclass(frozen=True)
class Preferences:
    """How this workspace wants its blog. `comment_days` is 0 where comments never close."""

    posts_per_page: int
    comments: str
    comment_days: int
    remote_images: bool
    feed_full_text: bool


def preferences(entry: WorkspaceEntry | None = None) -> Preferences:
    """Return the settings of `entry`, or of the current workspace."""
    where = entry or current_entry()
    own = (where.settings or {}).get(MODULE.label) if where else None
    chosen = {**DEFAULTS, **(own if isinstance(own, dict) else {})}
    return Preferences(
        posts_per_page=_between(chosen["posts_per_page"], 1, 50, 10),
        comments=chosen["comments"] if chosen["comments"] in COMMENT_CHOICES else "moderated",
        comment_days=_between(chosen["comment_days"], 0, 3650, 0),
        remote_images=bool(chosen["remote_images"]),
        feed_full_text=bool(chosen["feed_full_text"]),
    )


def _between(value: Any, least: int, most: int, otherwise: int) -> int:
    return min(max(value, least), most) if isinstance(value, int) else otherwise
