"""The supervisor's last will: a tiny process that ends every part if the supervisor cannot.

It reads one line per change on its standard input: `+ GROUP SIGNAL` when a part starts,
`- GROUP` when it has ended. The pipe closes when the supervisor is gone, however it went
(kill -9, out of memory), and then the guard ends every group it still knows.
Run by path with `python -I -S`, so nothing of the project is imported.
"""

import os
import signal
import sys
import time
from contextlib import suppress

GRACE_SECONDS = 6.0


def read_groups() -> dict[int, int]:
    """Follow the pipe to its end; return the process groups still running."""
    groups: dict[int, int] = {}
    for line in sys.stdin:
        kind, *numbers = line.split()
        if kind == "+":
            groups[int(numbers[0])] = int(numbers[1])
        else:
            groups.pop(int(numbers[0]), None)
    return groups


def send(group: int, number: int) -> bool:
    """Signal a process group; return False once it has no member left."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def end(groups: dict[int, int]) -> None:
    """Ask every group to end, wait, then kill what remains."""
    for group, number in groups.items():
        send(group, number)
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and any(send(group, 0) for group in groups):
        time.sleep(0.05)
    for group in groups:
        send(group, signal.SIGKILL)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    left: dict[int, int] = {}
    with suppress(KeyboardInterrupt):
        left = read_groups()
    end(left)
