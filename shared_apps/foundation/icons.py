"""Lucide icons drawn into the page.

The asset build writes every icon's shapes into one JSON file; a page draws the few it needs
inline, so that icons take the text's colour, need no request and pass the content security policy.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

ICON_FILE = Path(__file__).resolve().parents[2] / "static" / "dist" / "icons.json"

# Drawn where the build has not run yet or a name does not exist: a page with a wrong icon still
# works.
PLACEHOLDER = '<circle cx="12" cy="12" r="8"/>'

_log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _shapes() -> Mapping[str, str]:
    try:
        loaded: dict[str, str] = json.loads(ICON_FILE.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return loaded


def icons_are_built() -> bool:
    """Return whether the asset build has left icons to draw."""
    return bool(_shapes())


def has_icon(name: str) -> bool:
    """Return whether lucide has an icon of that name, under its new or an older name."""
    return name in _shapes()


def icon_shapes(name: str) -> str:
    """The inside of the icon's ``<svg>``; a plain ring for an unknown name."""
    shapes = _shapes().get(name)
    if shapes is None:
        _report_unknown(name)
        return PLACEHOLDER
    return shapes


@lru_cache(maxsize=256)
def _report_unknown(name: str) -> None:
    # Cached so that a wrong name is logged once per process, not once per page.
    if icons_are_built():
        _log.warning("No lucide icon is called %r; a ring is drawn instead.", name)
