"""Starts PgBouncer and the processes of clients, and adds up what they counted."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .bouncer import pgbouncer

ROOT = Path(__file__).resolve().parent.parent.parent
ATRIUM, STOCK = "config.settings", "benchmarks.isolation.stock_settings"


@dataclass(frozen=True)
class Load:
    """How much is sent, by how many clients, through how many server connections."""

    statements: int
    clients: int = 200
    backends: int = 4
    processes: int = 2


@dataclass(frozen=True)
class Outcome:
    """What one run counted. `foreign` are rows found in a schema they were not written for."""

    counts: Counter[str]
    foreign: int
    seconds: float

    @property
    def wrong(self) -> int:
        """Return the rows that were read from, or written to, another workspace."""
        return self.counts["wrong"] + self.foreign


def run(settings: str, database_url: str, schemas: list[str], load: Load) -> Outcome:
    """Send the load through PgBouncer in transaction mode; audit the schemas afterwards."""
    begun = time.monotonic()
    with pgbouncer(database_url, backends=load.backends, clients=load.clients) as url:
        started = [start(settings, url, schemas, load, seed) for seed in range(load.processes)]
        counts = sum((counted(process) for process in started), Counter[str]())
    return Outcome(counts, audit(schemas), time.monotonic() - begun)


def start(
    settings: str, url: str, schemas: list[str], load: Load, seed: int
) -> "subprocess.Popen[str]":
    """Start one process of clients."""
    clients = load.clients // load.processes
    share = -(-load.statements // (clients * load.processes))
    words = ["--clients", clients, "--statements", share, "--seed", seed + 1, "--schemas", *schemas]
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.isolation.client", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings},
        stdout=subprocess.PIPE,
        text=True,
    )


def counted(process: "subprocess.Popen[str]") -> Counter[str]:
    """Return what a process of clients counted; raise where it died."""
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"A process of clients ended with {process.returncode}.")
    return Counter(json.loads(out.splitlines()[-1]))


def audit(schemas: list[str]) -> int:
    """Return how many rows lie in a schema they were not written for."""
    from tests.isolation.probe import foreign_rows

    return sum(foreign_rows(schema) for schema in schemas)
