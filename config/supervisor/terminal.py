"""What a person sees: lines of the parts, prefixed and coloured, and our own sentences."""

import os
import sys
from contextlib import suppress
from typing import TextIO

WIDTH = 10


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
