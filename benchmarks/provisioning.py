"""Provisioning beside stock django-tenants, measured in one run.

    python benchmarks/provisioning.py [--quick] [--only sign-up,founding,...]

Parts: founding (a: on an empty pool, at 10 and at 1,000 workspaces; b: out of the pool),
module-on, upgrading (no-op check, column, index), kills, claims, toggles, sign-up (HTTP).
Both run the same migrations (kernel and a module of eight tables) on the same server, each
in a database of its own that is dropped afterwards. Stock is measured on fewer tenants,
since it takes seconds for each. Exits 1 where a bound does not hold.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.provisioning_parts import figures, http, proofs, stock  # noqa: E402
from benchmarks.provisioning_parts.tables import Report  # noqa: E402
from config.services import ensure  # noqa: E402
from tenants.tests.provisioning.lab.database import Lab, laboratory, processes  # noqa: E402

PARTS = ("founding", "module-on", "upgrading", "kills", "claims", "toggles", "sign-up")
VAR = ROOT / "var" / "bench-provisioning"


def main() -> int:
    """Measure what was asked for; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--rate", type=int, default=20, help="sign-ups per second over HTTP (20)")
    parser.add_argument("--stock", type=int, default=None, help="tenants for stock (0: none)")
    chosen = parser.parse_args()
    wanted = chosen.only.split(",")
    os.environ.setdefault("ATRIUM_VAR_DIR", str(VAR))
    # Durable, as in production: what is measured includes the flush of each commit.
    services = ensure(Path(os.environ["ATRIUM_VAR_DIR"]), durable=True)
    os.environ["VALKEY_URL"] = services.valkey_url
    report, tenants = Report(), chosen.stock
    if tenants is None:
        tenants = 3 if chosen.quick else 20
    theirs = stock.measure(services.database_url, tenants) if tenants else None
    with processes() as staying, laboratory(services.database_url, staying) as lab:
        lab.manage("migrate", "-v0")
        inside(lab, report, wanted, theirs, quick=chosen.quick)
    if "sign-up" in wanted:
        with laboratory(services.database_url, {}) as lab:
            seconds = 5 if chosen.quick else 20
            report.add(*http.lines(lab, services.valkey_url, rate=chosen.rate, seconds=seconds))
    return 0 if report.show() else 1


def inside(
    lab: Lab, report: Report, wanted: list[str], theirs: stock.Stock | None, *, quick: bool
) -> None:
    """Measure what needs no web server, in the order in which the database grows."""
    if {"founding", "upgrading", "kills"} & set(wanted):
        report.add(*figures.founding(lab, 100 if quick else 1000, theirs))
    if "founding" in wanted:
        report.add(*figures.claiming(lab, 20 if quick else 200))
    if "module-on" in wanted:
        report.add(*figures.module_on(lab, 20 if quick else 100, theirs))
    if "upgrading" in wanted:
        report.add(*figures.upgrading(lab, theirs))
    if "kills" in wanted:
        report.add(*proofs.kills(lab, 3 if quick else 10))
    if "claims" in wanted:
        report.add(*proofs.claims(lab, 8 if quick else 32, 5 if quick else 20))
    if "toggles" in wanted:
        report.add(*proofs.toggles(lab, 100 if quick else 1000))


if __name__ == "__main__":
    sys.exit(main())
