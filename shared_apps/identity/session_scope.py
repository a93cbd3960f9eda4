"""Which workspace a session or a link belongs to.

This floor lies below the tenants', so the tenants' floor registers the reader here.
"""

import uuid
from collections.abc import Callable
from typing import Protocol


class Scope(Protocol):
    """What the reader returns: a workspace's id and which of its lives this is."""

    @property
    def id(self) -> uuid.UUID:
        """Return the workspace's id."""
        ...

    @property
    def generation(self) -> int:
        """Return which of the workspace's lives this is."""
        ...


_readers: list[Callable[[], Scope | None]] = []


def register_scope(reader: Callable[[], Scope | None]) -> None:
    """Name the function that returns the current workspace (None: the public site)."""
    _readers[:] = [reader]


def session_scope() -> Scope | None:
    """Return the workspace that sessions and links now belong to; None on the public site."""
    return _readers[0]() if _readers else None


def scope_name() -> str:
    """Return the scope as text, to be mixed into signatures: no other workspace fits."""
    scope = session_scope()
    return f"{scope.id.hex}.{scope.generation}" if scope else "public"


def verification_salt() -> str:
    """Return the salt under which links that verify an e-mail address are signed here."""
    return f"account:{scope_name()}:"
