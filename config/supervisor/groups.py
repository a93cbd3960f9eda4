"""Process groups of the parts: what the guard knows, and what a crash left behind."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from config.services import processes
from config.services.layout import Layout
from config.services.state import read_json, write_atomically

GUARD = Path(__file__).with_name("guard.py")


def kill_group(group: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Signal a whole process group; an empty one is no error."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


class Groups:
    """The groups of one run, kept in the guard and in a file for the next run."""

    def __init__(self, layout: Layout) -> None:
        """Start the guard."""
        self._file = layout.run / "children.json"
        self._known: dict[str, tuple[int, signal.Signals, str]] = {}
        self._guard = self._start_guard()

    def add(self, name: str, group: int, stop_signal: signal.Signals) -> None:
        """Know a part that has just started; its group is its process id."""
        self._known[name] = (group, stop_signal, processes.started_command_line(group))
        self._tell(f"+ {group} {int(stop_signal)}\n")
        self._write()

    def remove(self, name: str) -> None:
        """Forget a part that has ended."""
        group, _, _ = self._known.pop(name, (0, signal.SIGTERM, ""))
        if group:
            self._tell(f"- {group}\n")
            self._write()

    def close(self) -> None:
        """End the guard; it ends whatever was not removed."""
        if self._guard.stdin is not None:
            with suppress(OSError):
                self._guard.stdin.close()
        self._guard.wait(timeout=10)

    def keep_guarded(self) -> None:
        """Start a new guard if somebody ended the old one."""
        if self._guard.poll() is not None:
            self._guard = self._start_guard()
            for group, stop_signal, _ in self._known.values():
                self._tell(f"+ {group} {int(stop_signal)}\n")

    def _start_guard(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - our own binary
            [sys.executable, "-I", "-S", str(GUARD)],
            stdin=subprocess.PIPE,
            cwd="/",
            start_new_session=True,
        )

    def _tell(self, line: str) -> None:
        # A guard that died is replaced at the next tick, with everything known by then.
        if self._guard.stdin is not None:
            with suppress(OSError):
                self._guard.stdin.write(line.encode())
                self._guard.stdin.flush()

    def _write(self) -> None:
        known = {name: [group, line] for name, (group, _, line) in self._known.items()}
        write_atomically(self._file, json.dumps(known, indent=1))


def end_leftovers(layout: Layout) -> list[str]:
    """Kill what a run left behind whose supervisor and guard both died; return the names.

    A process counts as left behind only if its whole command line is the one written down.
    """
    path = layout.run / "children.json"
    ended = []
    for name, found in read_json(path).items():
        match found:
            case [int() as group, str() as line] if line and line == processes.command_line(group):
                kill_group(group)
                processes.wait_gone(group, line, 5.0)
                ended.append(name)
    path.unlink(missing_ok=True)
    return ended
