"""Addresses of what the asset build made, and a clear sentence where it has not run."""

from __future__ import annotations

import logging
from pathlib import Path

from django.templatetags.static import static

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"

NOT_BUILT = (
    "The styles and scripts have not been built yet. Run “make assets” and reload this page."
)

_log = logging.getLogger(__name__)


def assets_are_built() -> bool:
    """Return whether the asset build has run."""
    return (DIST / "app.css").is_file()


def asset_url(name: str) -> str:
    """URL of ``static/dist/<name>``, with the content hash in production.

    A missing manifest entry must not take the page down with it (the page for errors uses this
    too), so the unhashed address is answered and the cause is logged.
    """
    path = f"dist/{name}"
    try:
        return static(path)
    except ValueError:
        _log.error("No built asset %s. Run “make assets” and “manage.py collectstatic”.", path)
        return f"/static/{path}"
