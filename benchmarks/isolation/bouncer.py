"""A PgBouncer of our own in transaction mode, before a PostgreSQL of our own."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

ACCOUNTS = ("postgres", "nobody")
PLACES = ("/usr/sbin/pgbouncer", "/usr/local/bin/pgbouncer")
START_SECONDS = 10.0
CONFIG = """[databases]
{database} = host={host} port={port} dbname={database}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = {backends}
max_db_connections = {backends}
max_client_conn = {clients}
query_wait_timeout = 300
logfile = {folder}/pgbouncer.log
pidfile = {folder}/pgbouncer.pid
log_connections = 0
log_disconnections = 0
"""


class NoBouncer(RuntimeError):
    """PgBouncer is not installed, or did not start."""


def binary() -> str:
    """Return the path of pgbouncer; raise NoBouncer with what to do."""
    for place in (shutil.which("pgbouncer"), *PLACES):
        if place and Path(place).is_file():
            return place
    raise NoBouncer("PgBouncer is not installed. On Debian: apt-get install pgbouncer")


@contextmanager
def pgbouncer(database_url: str, *, backends: int, clients: int) -> Iterator[str]:
    """Run PgBouncer in front of `database_url`; give its own URL for the same database."""
    program = binary()
    folder = Path(tempfile.mkdtemp(prefix="atrium-pgbouncer-"))
    listen = free_port()
    write_files(folder, database_url, listen, backends=backends, clients=clients)
    account = unprivileged(folder)
    command = [program, "-q", *(["-u", account] if account else []), str(folder / "pgbouncer.ini")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(listen, process, folder)
        yield with_port(database_url, listen)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def write_files(
    folder: Path, database_url: str, listen: int, *, backends: int, clients: int
) -> None:
    """Write configuration and the one account that may sign in."""
    parts = urlsplit(database_url)
    text = CONFIG.format(
        database=parts.path.lstrip("/"),
        host=parts.hostname,
        port=parts.port or 5432,
        listen=listen,
        folder=folder,
        backends=backends,
        clients=clients + 10,
    )
    (folder / "pgbouncer.ini").write_text(text)
    users = folder / "users"
    users.touch(mode=0o600)
    users.write_text(f'"{parts.username}" "{unquote(parts.password or "")}"\n')


def unprivileged(folder: Path) -> str | None:
    """Return the account PgBouncer must switch to; None where we are no root ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            for path in (folder, *folder.iterdir()):
                os.chown(path, entry.pw_uid, entry.pw_gid)
            return name
    raise NoBouncer("PgBouncer refuses to run as root and there is no account for it.")


def wait_for(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Return once PgBouncer listens; raise NoBouncer with its log where it does not."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 0.2)):
            return
        time.sleep(0.05)
    log = folder / "pgbouncer.log"
    raise NoBouncer("PgBouncer did not start. " + (log.read_text() if log.is_file() else ""))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def with_port(url: str, port: int) -> str:
    """Return the URL with the same account and database on another port of this machine."""
    parts = urlsplit(url)
    account = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{account}@127.0.0.1:{port}"))
