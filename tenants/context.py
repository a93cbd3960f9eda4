"""Which workspace the running code works for: one immutable value in a contextvar.

A contextvar follows asyncio tasks and `sync_to_async` by itself; new threads start unset.
Unset means refuse: touching a workspace's table without a workspace raises `NoWorkspace`.
"""

import threading
from collections.abc import Callable
from contextvars import Context, ContextVar, Token, copy_context
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

R = TypeVar("R")
S = TypeVar("S", "WorkspaceRef", "SharedSchema", None)


class NoWorkspace(RuntimeError):
    """Workspace data was touched while no workspace was set."""


class CrossWorkspaceTransaction(RuntimeError):
    """One transaction tried to touch the data of two workspaces."""


class ScopeLeftOutOfOrder(RuntimeError):
    """Blocks of two workspaces were left in another order than they were entered."""


@dataclass(frozen=True, slots=True)
class WorkspaceRef:
    """What identifies a workspace everywhere: its id, its schema and its generation.

    The generation rises when a workspace is rewound or restored, so that caches, tokens
    and queued work of the earlier life no longer fit. `key` is the prefix for cache keys,
    channel names and media paths.
    """

    id: UUID
    schema: str
    generation: int
    key: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.id.hex}.{self.generation}")


class HasRef(Protocol):
    """A Workspace row or a directory entry: anything that knows its reference."""

    @property
    def ref(self) -> WorkspaceRef: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class SharedSchema:
    """Marks maintenance of the public schema itself (migrations, flush)."""


SHARED = SharedSchema()
Scope = WorkspaceRef | SharedSchema | None
_current: ContextVar[Scope] = ContextVar("workspace", default=None)
# The database backend asks before every statement, so it is the variable's own method.
scope: Callable[[], Scope] = _current.get


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


class _Block(Generic[S]):
    """A `with` block that works in one scope, whatever was set outside it.

    Leaving two blocks in the wrong order (two half-finished generators can do that) would
    bring a finished block's workspace back; then nothing is set, and the mistake is raised.
    """

    __slots__ = ("_token", "_value")

    def __init__(self, value: S) -> None:
        self._value: S = value
        self._token: Token[Scope] | None = None

    def __enter__(self) -> S:
        if self._token is not None:
            raise RuntimeError("This block is entered already; make a new one.")
        self._token = _current.set(self._value)
        return self._value

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        token, self._token = self._token, None
        if _current.get() is not self._value or token is None:
            _current.set(None)
            raise ScopeLeftOutOfOrder(
                "This block was left while another workspace's was still open; no "
                "workspace is set now."
            )
        _current.reset(token)


def use_workspace(workspace: WorkspaceRef | HasRef) -> _Block[WorkspaceRef]:
    """Work for this workspace inside the `with` block, whatever was set outside it."""
    return _Block(workspace if isinstance(workspace, WorkspaceRef) else workspace.ref)


def no_workspace() -> _Block[None]:
    """Work for no workspace inside the block: only shared models can be reached."""
    return _Block(None)


def shared_schema() -> _Block[SharedSchema]:
    """Address the public schema itself; for migrations and maintenance only."""
    return _Block(SHARED)


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
        self._made_in = copy_context()

    def run(self) -> None:
        """Run the thread's target in the context of its maker."""
        self._made_in.run(super().run)
