"""One part of the stack as a value: how to start it and how to end it."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.services.account import Identity


def nothing() -> None:
    """Prepare nothing: most parts can simply be started again."""


@dataclass(frozen=True)
class Part:
    """A long-running process. `prepare` runs before every start and may raise ServiceError."""

    name: str
    title: str
    command: Callable[[], list[str]]
    colour: int
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    prepare: Callable[[], None] = nothing
    identity: Identity = field(default_factory=Identity)
    cwd: str | None = None
    # Where its lines go instead of the terminal.
    log_file: Path | None = None
    # Its workers serve on without their parent, on a port that the next parent may share:
    # they are ended only once the next one has workers of its own.
    hands_over: bool = False
