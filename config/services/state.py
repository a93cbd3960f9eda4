"""What the servers of one var directory remember: addresses, ports, passwords, users."""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config.services.errors import ServiceError
from config.services.layout import Layout

LOCK_SECONDS = 90.0
_held: dict[Path, IO[str]] = {}


@dataclass(frozen=True)
class Services:
    """Addresses of the two servers, as URLs with their passwords."""

    database_url: str
    valkey_url: str


def write_atomically(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Replace a file in one step, so that a reader or a power loss never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def read_json(path: Path) -> dict[str, object]:
    """Return a JSON object, or an empty one where the file is missing or damaged."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_services(layout: Layout, *, database: str, valkey: str) -> Services:
    """Write the addresses where the settings look for them and return them."""
    text = json.dumps({"database_url": database, "valkey_url": valkey}, indent=1)
    write_atomically(layout.services_file, text)
    return Services(database, valkey)


def read_services(layout: Layout) -> Services | None:
    """Return the addresses last written, or None where there are none."""
    found = read_json(layout.services_file)
    if not {"database_url", "valkey_url"} <= found.keys():
        return None
    return Services(str(found["database_url"]), str(found["valkey_url"]))


def secret(path: Path) -> str:
    """Return the password kept in a file, making it the first time (256 random bits)."""
    if path.is_file() and (kept := path.read_text().strip()):
        return kept
    made = secrets.token_urlsafe(32)
    write_atomically(path, made)
    return made


@contextmanager
def exclusive(layout: Layout) -> Iterator[None]:
    """Hold the var directory's lock; raise ServiceError after 90 seconds of waiting."""
    layout.make()
    deadline = time.monotonic() + LOCK_SECONDS
    with (layout.run / "services.lock").open("w") as file:
        while not _locked(file, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise ServiceError(
                    f"Another process has been starting the servers in {layout.root} for "
                    f"{LOCK_SECONDS:.0f} seconds; end it and try again."
                )
            time.sleep(0.05)
        yield


def hold(layout: Layout) -> None:
    """Count this process as a user of the servers until it ends (the kernel undoes it)."""
    if layout.root in _held:
        return
    layout.make()
    file = (layout.run / "services.users").open("w")
    fcntl.flock(file, fcntl.LOCK_SH)
    _held[layout.root] = file


def in_use(layout: Layout) -> bool:
    """Tell whether a process other than this one still counts as a user."""
    own = _held.pop(layout.root, None)
    if own is not None:
        own.close()
    with (layout.run / "services.users").open("w") as file:
        return not _locked(file, fcntl.LOCK_EX)


def _locked(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
