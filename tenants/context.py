"""Which workspace the running code works for: one immutable value in a contextvar.

A contextvar follows asyncio tasks and `sync_to_async` by itself; new threads start unset.
Unset means refuse: touching a workspace's table without a workspace raises `NoWorkspace`.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

R = TypeVar("R")


class NoWorkspace(RuntimeError):
    """Workspace data was touched while no workspace was set."""


class CrossWorkspaceTransaction(RuntimeError):
    """One transaction tried to touch the data of two workspaces."""


@dataclass(frozen=True, slots=True)
class WorkspaceRef:
    """What identifies a workspace everywhere: its id, its schema and its generation.

    The generation rises when a workspace is rewound or restored, so that caches, tokens
    and queued work of the earlier life no longer fit.
    """

    id: UUID
    schema: str
    generation: int

    @property
    def key(self) -> str:
        """Return the prefix for cache keys, channel names and media paths."""
        return f"{self.id.hex}.{self.generation}"


class HasRef(Protocol):
    """A Workspace row or a directory entry: anything that knows its reference."""

    @property
    def ref(self) -> WorkspaceRef: ...


@dataclass(frozen=True, slots=True)
class SharedSchema:
    """Marks maintenance of the public schema itself (migrations, flush)."""


SHARED = SharedSchema()
_current: ContextVar[WorkspaceRef | SharedSchema | None] = ContextVar(
    "workspace", default=None
)


def scope() -> WorkspaceRef | SharedSchema | None:
    """Return the raw scope; only the database backend needs to tell the three apart."""
    return _current.get()


def current() -> WorkspaceRef | None:
    """Return the current workspace, or None where none is set."""
    value = _current.get()
    return value if isinstance(value, WorkspaceRef) else None


def require() -> WorkspaceRef:
    """Return the current workspace; raise NoWorkspace where none is set."""
    value = _current.get()
    if not isinstance(value, WorkspaceRef):
        raise NoWorkspace("No workspace is set here; wrap this in use_workspace(...).")
    return value


@contextmanager
def use_workspace(workspace: WorkspaceRef | HasRef) -> Iterator[WorkspaceRef]:
    """Work for this workspace inside the block, whatever was set outside it."""
    ref = workspace if isinstance(workspace, WorkspaceRef) else workspace.ref
    token = _current.set(ref)
    try:
        yield ref
    finally:
        _current.reset(token)


@contextmanager
def no_workspace() -> Iterator[None]:
    """Work for no workspace inside the block: only shared models can be reached."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def shared_schema() -> Iterator[None]:
    """Address the public schema itself; for migrations and maintenance only."""
    token = _current.set(SHARED)
    try:
        yield
    finally:
        _current.reset(token)


def carried(work: Callable[..., R]) -> Callable[..., R]:
    """Return `work` bound to the caller's context, to hand to a thread or an executor."""
    context: Context = copy_context()

    def run(*args: Any, **kwargs: Any) -> R:
        # A Context cannot be entered twice at once; each call gets its own copy.
        return context.copy().run(work, *args, **kwargs)

    return run


class WorkspaceThread(threading.Thread):
    """A thread that carries the workspace of the code that made it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._context = copy_context()

    def run(self) -> None:
        """Run the thread's target in the context of its maker."""
        self._context.run(super().run)


def refuse_server_side_binding(options: dict[str, Any]) -> None:
    """Raise ImproperlyConfigured where statements could not carry their schema.

    Only the simple protocol takes two statements in one message.
    """
    if (
        options.get("server_side_binding")
        or options.get("prepare_threshold") is not None
    ):
        raise ImproperlyConfigured(
            "server_side_binding and prepare_threshold cannot be used: each statement "
            "carries its workspace in the same simple-protocol message."
        )
