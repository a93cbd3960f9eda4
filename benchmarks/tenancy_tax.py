"""What tenancy costs a page: plain Django beside Atrium, in one run.

    python -m benchmarks.tenancy_tax

Both answer the same page over the same tables from in-process WSGI calls, each in a process
of its own with the same settings, by turns in short rounds. Plain Django has its own
PostgreSQL backend and no middleware at all; Atrium has its backend, router, host and member
middlewares and nothing else. A round's figure is the bound of its fastest tenth, because
whatever else a machine does only adds to a request; printed are medians over the rounds, and
the tax is the median of the differences between neighbouring rounds.
Exits 1 where the tax is above 20 microseconds without queries, or 3 % with ten.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

from .isolation.database import fresh_database, plant_all
from .isolation.harness import ROOT

MOST_MICROSECONDS, MOST_PERCENT = 20.0, 3.0
SETTINGS = {
    "plain": "benchmarks.isolation.tax_plain_settings",
    "atrium": "benchmarks.isolation.tax_atrium_settings",
}
SLUG = "tax"


@dataclass
class Side:
    """One of the two, with its rounds' figures in microseconds."""

    process: "subprocess.Popen[str]"
    rounds: list[float] = field(default_factory=list)

    def round(self, queries: int, requests: int) -> float:
        """Answer `requests` pages and return how many microseconds the fastest tenth takes."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{queries} {requests}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("A worker has died; its error is above.")
        return sorted(json.loads(answer))[requests // 10] / 1000


def main() -> int:
    """Measure both pages and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    chosen = parser.parse_args()
    with fresh_database() as url:
        found_workspace(plant_all(1)[0])
        sides = {name: Side(start(name, url)) for name in SETTINGS}
        try:
            without = compare(sides, queries=0, requests=400, rounds=chosen.rounds)
            with_ten = compare(sides, queries=10, requests=60, rounds=chosen.rounds)
        finally:
            for side in sides.values():
                side.process.kill()
    return int(without[0] > MOST_MICROSECONDS or with_ten[1] > MOST_PERCENT)


def compare(
    sides: dict[str, Side], *, queries: int, requests: int, rounds: int
) -> tuple[float, float]:
    """Return the tax in microseconds and in per cent of plain Django, and print it."""
    for side in sides.values():
        side.round(queries, requests)  # warms up connections and caches
        side.rounds.clear()
    for number in range(rounds):
        # The first of a pair changes, so that neither always runs in the other's wake.
        for side in list(sides.values())[:: 1 if number % 2 else -1]:
            side.rounds.append(side.round(queries, requests))
    plain, atrium = sides["plain"].rounds, sides["atrium"].rounds
    base = statistics.median(plain)
    tax = statistics.median(b - a for a, b in zip(plain, atrium, strict=True))
    print(
        f"{queries} queries: plain Django {base:,.1f} µs, Atrium {statistics.median(atrium):,.1f} "
        f"µs; tax {tax:+.1f} µs ({100 * tax / base:+.2f} %), {rounds} rounds of {requests}",
        flush=True,
    )
    return tax, 100 * tax / base


def found_workspace(schema: str) -> None:
    """Write the row that makes the schema answer on a host name."""
    from tenants.models import Workspace

    Workspace.objects.create(name="Tax", slug=SLUG, schema_name=schema)


def start(name: str, url: str) -> "subprocess.Popen[str]":
    """Start one side's process."""
    host = f"{SLUG}.{os.environ.get('ATRIUM_BASE_DOMAIN', 'localhost')}"
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.isolation.tax_worker"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": SETTINGS[name],
            "TAX_HOST": host,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


if __name__ == "__main__":
    sys.exit(main())
