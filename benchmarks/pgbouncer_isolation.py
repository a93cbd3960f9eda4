"""Behind PgBouncer in transaction mode: does any statement reach another workspace?

    python -m benchmarks.pgbouncer_isolation --statements 1000000

200 clients share 4 server connections. The same clients then run over stock django-tenants'
backend, which must be caught leaking: a harness that cannot see a leak proves nothing.
Exits 1 on a wrong row or an error of ours, and where the stock backend was not caught.
"""

import argparse
import sys

from .isolation.database import fresh_database, plant_all
from .isolation.harness import ATRIUM, STOCK, Load, Outcome, run

STOCK_STATEMENTS = 20_000


def main() -> int:
    """Run both and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--backends", type=int, default=4)
    parser.add_argument("--workspaces", type=int, default=20)
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    load = Load(chosen.statements, chosen.clients, chosen.backends, chosen.processes)
    small = Load(STOCK_STATEMENTS, chosen.clients, chosen.backends, chosen.processes)
    with fresh_database() as url:
        caught = run(STOCK, url, plant_all(chosen.workspaces), small)
        report("stock django-tenants", caught, small)
        ours = run(ATRIUM, url, plant_all(chosen.workspaces), load)
        report("Atrium", ours, load)
    if not caught.wrong:
        print("FAILED: stock django-tenants was not caught leaking, so this proves nothing.")
    if ours.wrong or ours.counts["errors"]:
        print("FAILED: Atrium read or wrote wrong rows, or raised errors.")
    return int(not caught.wrong or bool(ours.wrong) or bool(ours.counts["errors"]))


def report(name: str, outcome: Outcome, load: Load) -> None:
    """Print what one run counted."""
    counts, seconds = outcome.counts, outcome.seconds
    print(
        f"{name}: {counts['statements']:,} statements by {load.clients} clients over "
        f"{load.backends} server connections in {seconds:,.0f} s "
        f"({counts['statements'] / seconds:,.0f}/s); {counts['rows']:,} rows checked, "
        f"{counts['wrong']:,} wrong, {outcome.foreign:,} left in a foreign schema, "
        f"{counts['errors']:,} errors",
        flush=True,
    )
    for key in sorted(counts):
        if key.startswith("error "):
            print(f"  {key}: {counts[key]:,}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
