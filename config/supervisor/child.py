"""One running part: its process, the lines it prints, and when it is started again."""

import os
import signal
import subprocess
import time
from collections import deque

from config.supervisor.groups import Groups, kill_group
from config.supervisor.handover import Retired
from config.supervisor.part import Part
from config.supervisor.terminal import Terminal, append_bounded

FIRST_DELAY = 0.1
LONGEST_DELAY = 15.0
SETTLED_SECONDS = 20.0
LONGEST_LINE = 32_768
READS_AT_THE_END = 64


class Child:
    """Starts a part in a process group of its own and watches it."""

    def __init__(self, part: Part, groups: Groups, terminal: Terminal) -> None:
        """Belong to a part; nothing runs until start()."""
        self.part = part
        self.last_lines: deque[str] = deque(maxlen=25)
        self.restart_at: float | None = None
        self.deaths = 0
        self.settled = False
        self.retired = Retired(part.name, groups)
        self._groups = groups
        self._terminal = terminal
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._rest = b""

    @property
    def pid(self) -> int:
        """The process id, or 0 while it does not run."""
        return self._process.pid if self._process is not None else 0

    def fileno(self) -> int:
        """Return the descriptor its lines come from."""
        if self._process is None or self._process.stdout is None:
            raise ValueError(f"{self.part.name} does not run")
        return self._process.stdout.fileno()

    def start(self) -> None:
        """Start the process now; raise ServiceError or OSError if it cannot be."""
        self.restart_at = None
        self.last_lines.clear()
        self.part.prepare()
        self._process = subprocess.Popen(  # noqa: S603 - our own binary
            self.part.command(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(self.part.environment),
            cwd=self.part.cwd,
            start_new_session=True,
            **self.part.identity,
        )
        os.set_blocking(self.fileno(), False)
        self._started = time.monotonic()
        self._groups.add(self.part.name, self._process.pid, self.part.stop_signal)

    def read(self) -> bool:
        """Print what the process has written since the last call; False if nothing."""
        try:
            found = os.read(self.fileno(), 65_536)
        except BlockingIOError:
            return False
        *lines, self._rest = (self._rest + found).split(b"\n")
        if len(self._rest) > LONGEST_LINE or not found:
            lines, self._rest = [*lines, self._rest], b""
        self._show([line.decode(errors="replace").rstrip() for line in lines])
        return bool(found)

    def ended(self) -> int | None:
        """Return the exit code once the process has ended (negative: the signal)."""
        if self._process is None:
            return None
        code = self._process.poll()
        if code is None and time.monotonic() - self._started > SETTLED_SECONDS:
            self.deaths, self.settled = 0, True
        return code

    def bury(self, *, hand_over: bool = False) -> None:
        """Clear away an ended process with everything it started.

        `hand_over` leaves its workers running until the next start has its own.
        """
        if self._process is None:
            return
        for _ in range(READS_AT_THE_END):
            if not self.read():
                break
        self._groups.remove(self.part.name)
        if hand_over:
            self.retired.add(self._process.pid)
        else:
            # Servers leave their own children behind when they are killed; those would
            # keep the port and answer with old code.
            kill_group(self._process.pid)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def plan_restart(self) -> float:
        """Decide when to start again; return the delay in seconds."""
        delay = min(FIRST_DELAY * 2.0**self.deaths, LONGEST_DELAY)
        self.deaths += 1
        self.restart_at = time.monotonic() + delay
        return delay

    def signal(self, number: signal.Signals | None = None) -> None:
        """Send the part's own stop signal to its main process, or `number` to the group."""
        if self._process is None or self._process.poll() is not None:
            return
        if number is None:
            self._process.send_signal(self.part.stop_signal)
        else:
            kill_group(self._process.pid, number)

    def _show(self, lines: list[str]) -> None:
        lines = [line for line in lines if line]
        self.last_lines.extend(lines)
        if self.part.log_file is not None:
            append_bounded(self.part.log_file, lines)
            return
        for line in lines:
            self._terminal.line(self.part.name, line, colour=self.part.colour)
