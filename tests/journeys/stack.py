"""Starts the whole of Atrium for a journey, from nothing, and stops it again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.runtime.waiting import free_port

ROOT = Path(__file__).resolve().parents[2]
VAR_DIR = ROOT / "var" / "journeys"
START_SECONDS = 240
STOP_SECONDS = 20
NOT_OURS = ("ATRIUM_", "DATABASE_", "VALKEY_", "DJANGO_", "PYTEST_")


class DidNotStart(RuntimeError):
    """The stack ended or did not answer in time; the message holds its last words."""


@dataclass(frozen=True)
class Site:
    """A running installation."""

    port: int

    def url(self, path: str = "/", host: str = "") -> str:
        """Return an address on the public site, or on `<host>.localhost`."""
        name = f"{host}.localhost" if host else "localhost"
        return f"http://{name}:{self.port}{path}"


@contextmanager
def running_site() -> Iterator[Site]:
    """Run `manage.py up` on an empty var directory; end it as Ctrl-C would."""
    shutil.rmtree(VAR_DIR, ignore_errors=True)
    VAR_DIR.mkdir(parents=True)
    ready, words = VAR_DIR / "ready.json", VAR_DIR / "output.txt"
    with words.open("wb") as output:
        process = subprocess.Popen(
            command(ready), stdout=output, stderr=output, env=surroundings(), cwd=ROOT
        )
    try:
        yield Site(port=wait_for(process, ready, words))
    finally:
        stop(process)


def command(ready: Path) -> list[str]:
    """Return the command line."""
    given = ["--var-dir", str(VAR_DIR), "--port", str(free_port()), "--no-demo"]
    return [sys.executable, "manage.py", "up", *given, "--ready-file", str(ready)]


def surroundings() -> dict[str, str]:
    """Return the environment of somebody's own shell, without the test run's settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(NOT_OURS)}
    return {**kept, "ATRIUM_WORKER_PROCESSES": "1"}


def wait_for(process: "subprocess.Popen[bytes]", ready: Path, words: Path) -> int:
    """Return the front door's port once the site answers; raise DidNotStart."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if ready.is_file():
            return int(json.loads(ready.read_text())["port"])
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise DidNotStart(words.read_text(errors="replace")[-4000:])


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Press Ctrl-C, and end it for good where that does not help."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
