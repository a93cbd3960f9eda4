"""What a person sees: lines of the parts, prefixed and coloured, and our own sentences."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

WIDTH = 10
LOG_BYTES = 10_000_000


def append_bounded(path: Path, lines: list[str]) -> None:
    """Append lines to a log file; one earlier file of 10 MB is kept, older ones go."""
    if not lines:
        return
    with suppress(OSError):
        if path.is_file() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        with path.open("a") as file:
            file.writelines(f"{line}\n" for line in lines)


class Terminal:
    """Writes whole lines to a stream; a closed terminal never stops the work."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream`, standard output unless given; colours only on a terminal."""
        self._stream = stream or sys.stdout
        self._coloured = self._stream.isatty() and not os.environ.get("NO_COLOR")

    def say(self, sentence: str) -> None:
        """Print one sentence of the supervisor itself."""
        self.line("atrium", sentence, colour=1)

    def line(self, name: str, text: str, *, colour: int) -> None:
        """Print one line of a part."""
        prefix = f"{name:<{WIDTH}}"
        if self._coloured:
            prefix = f"\033[{colour}m{prefix}\033[0m"
        with suppress(OSError, ValueError):
            self._stream.write(f"{prefix} {text}\n")
            self._stream.flush()

    def plain(self, text: str) -> None:
        """Print a block as it is."""
        with suppress(OSError, ValueError):
            self._stream.write(f"{text}\n")
            self._stream.flush()
