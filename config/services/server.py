"""What PostgreSQL and Valkey have in common as servers of a var directory."""

import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from config.services import account, processes
from config.services.errors import ServiceError
from config.services.layout import Layout

READY_SECONDS = 60.0
LOG_BYTES = 10_000_000


class Server(ABC):
    """One embedded server: prepared, started, asked whether it is ready, stopped."""

    name: ClassVar[str]
    title: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    stop_seconds: ClassVar[float] = 15.0

    def __init__(self, layout: Layout, *, durable: bool) -> None:
        """Belong to a var directory; nothing is created or started yet."""
        self.layout = layout
        self.durable = durable
        self._spawned: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def marker(self) -> str:
        """Text that the command line of this very server contains, and no other's."""

    @abstractmethod
    def prepare(self) -> None:
        """Create or repair whatever the next start needs; raise ServiceError if it cannot."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command line of the server in the foreground."""

    @abstractmethod
    def recorded_pid(self) -> int:
        """Return the process id the server wrote down, or 0."""

    @abstractmethod
    def ready(self) -> bool:
        """Tell whether the server answers a question now."""

    @abstractmethod
    def url(self) -> str:
        """Return the address with its password."""

    @property
    def log_file(self) -> Path:
        """Where the server's own words go when it is started detached."""
        return self.layout.log / f"{self.name}.log"

    def running(self) -> bool:
        """Tell whether this server runs; one on its way out is waited for."""
        pid = self.recorded_pid()
        if not processes.is_ours(pid, self.marker):
            return False
        deadline = time.monotonic() + READY_SECONDS
        while processes.is_ours(pid, self.marker):
            if self.ready():
                return True
            if time.monotonic() > deadline:
                raise ServiceError(f"{self.title} (process {pid}) runs but does not answer.")
            time.sleep(0.05)
        return False

    def start_detached(self) -> None:
        """Start the server so that it outlives this process."""
        self.prepare()
        self._turn_log()
        with self.log_file.open("ab") as log:
            self._spawned = subprocess.Popen(  # noqa: S603 - our own binary
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **account.identity(),
            )

    def wait_ready(self) -> None:
        """Return once the server answers; raise ServiceError with its last words if not."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.ready():
            died = self._spawned is not None and self._spawned.poll() is not None
            if died or time.monotonic() > deadline:
                raise ServiceError(
                    f"{self.title} did not start; its log {self.log_file} ends:\n"
                    f"{self.last_words()}"
                )
            time.sleep(0.03)

    def stop(self) -> None:
        """Ask the server to end, then make it end."""
        pid = self.recorded_pid()
        if not processes.is_ours(pid, self.marker):
            return
        processes.send(pid, self.stop_signal)
        if not processes.wait_gone(pid, self.marker, self.stop_seconds):
            processes.send(pid, signal.SIGKILL)
            processes.wait_gone(pid, self.marker, 5.0)

    def end_spawned(self) -> None:
        """End the process that this object has started itself, ready or not."""
        if self._spawned is None or self._spawned.poll() is not None:
            return
        self._spawned.send_signal(self.stop_signal)
        try:
            self._spawned.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            self._spawned.kill()
            self._spawned.wait(5.0)

    def last_words(self, lines: int = 15) -> str:
        """Return the end of the log."""
        try:
            return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(the log is empty)"

    def _turn_log(self) -> None:
        if self.log_file.is_file() and self.log_file.stat().st_size > LOG_BYTES:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
