"""Tables and progress bars on a command's output."""

from typing import IO, cast

from django.core.management.base import OutputWrapper
from rich.console import Console


def console_on(output: OutputWrapper) -> Console:
    """Return a console that writes where the command was told to write."""
    # rich ends its own lines.
    output.ending = ""
    return Console(file=cast("IO[str]", output), highlight=False)
