"""Which workspace a session belongs to.

This floor lies below the tenants', so the tenants' floor registers the reader here.
"""

import uuid
from collections.abc import Callable

_readers: list[Callable[[], uuid.UUID | None]] = []


def register_scope(reader: Callable[[], uuid.UUID | None]) -> None:
    """Name the function that returns the current workspace's id (None: public site)."""
    _readers[:] = [reader]


def session_scope() -> uuid.UUID | None:
    """Return the id of the workspace that sessions now belong to; None on the public site."""
    return _readers[0]() if _readers else None
