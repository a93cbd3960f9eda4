"""Databases of a test's or a measurement's own, on the embedded server.

Processes that are killed, or that pose as older or newer code, cannot share a test's
transaction, so they get a database that is dropped afterwards.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[4]
SETTINGS = "tenants.tests.provisioning.lab.settings"
RUNNER = "tenants.tests.provisioning.lab.run"

Process = subprocess.Popen[str]


class Refused(Exception):
    """A scenario raised; the message names the error and holds its traceback."""


class Done(NamedTuple):
    """What a management command said, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Lab:
    """One database, and processes that work on it with the code at some level."""

    url: str
    staying: dict[str, Process]

    def environment(self, level: str = "1", **more: str) -> dict[str, str]:
        """Return the environment of a process whose code is at `level`."""
        mine = {
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "LAB_LEVEL": level,
            "ATRIUM_ENV": "test",
            "ATRIUM_LOG_LEVEL": "WARNING",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return {**os.environ, **mine, **more}

    def start(self, scenario: str, *, level: str = "1", **arguments: Any) -> "Process":
        """Start a scenario of `scenarios.py` in a process of its own."""
        return self._spawn(scenario, json.dumps(arguments), level=level)

    def _spawn(self, *arguments: str, level: str) -> "Process":
        return subprocess.Popen(
            [sys.executable, "-m", RUNNER, *arguments],
            env=self.environment(level),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, scenario: str, *, level: str = "1", **arguments: Any) -> Any:
        """Run a scenario in the process that stays for this level; return its answer.

        Raises Refused where the scenario raised.
        """
        process = self.staying.get(level)
        if process is None or process.poll() is not None:
            process = self.staying[level] = self._spawn("-", level=level)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([scenario, arguments, self.name]) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert line, process.communicate()[1][-4000:]
        answer = json.loads(line)
        if "error" in answer:
            raise Refused(answer["error"] + "\n" + answer["trace"])
        return answer["answer"]

    def manage(self, *arguments: str, level: str = "1", ok: bool = True) -> Done:
        """Run a management command in the process that stays for this level."""
        done = Done(*self.run("command", level=level, arguments=arguments))
        assert not ok or done.code == 0, done.out + done.err
        return done

    @property
    def name(self) -> str:
        """Return the database's name."""
        return urlsplit(self.url).path.strip("/")

    def schema(self, slug: str) -> str:
        """Return the schema of a workspace."""
        found = self.query("SELECT schema_name FROM tenants_workspace WHERE slug = %s", slug)
        return str(found[0][0])

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run SQL beside everything else and return its rows."""
        path = "-c search_path=public"
        with psycopg.connect(self.url, autocommit=True, options=path) as connection:
            cursor = connection.execute(sql.encode(), values or None)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def processes() -> Iterator[dict[str, Process]]:
    """Yield the processes that stay, by level; end them at the end."""
    staying: dict[str, Process] = {}
    try:
        yield staying
    finally:
        for process in staying.values():
            process.kill()
            process.communicate()


@contextmanager
def laboratory(
    server_url: str, staying: dict[str, Process], template: str | None = None
) -> Iterator[Lab]:
    """Make a database (a copy of `template`, a name) and drop it at the end."""
    name = f"lab_{secrets.token_hex(6)}"
    copied = f" TEMPLATE {template}" if template else ""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{copied}")
    lab = Lab(urlunsplit(urlsplit(server_url)._replace(path=f"/{name}")), staying)
    try:
        yield lab
    finally:
        for level in tuple(staying):
            lab.run("leave", level=level)
        with psycopg.connect(server_url, autocommit=True) as connection:
            drop_database(connection, name)


def drop_database(connection: psycopg.Connection[Any], name: str, attempts: int = 50) -> None:
    """Drop a database and whoever is in it.

    An autovacuum worker there belongs to the server itself: FORCE may not end it, and is
    refused until it has gone.
    """
    for left in reversed(range(attempts)):
        try:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        except psycopg.errors.InsufficientPrivilege:
            if not left:
                raise
            time.sleep(0.1)
        else:
            return
