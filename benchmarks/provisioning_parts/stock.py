"""Stock django-tenants, measured in the same run on a smaller number of tenants."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from tenants.tests.provisioning.lab.database import ROOT, laboratory

SETTINGS = "benchmarks.provisioning_stock.settings"


@dataclass(frozen=True)
class Stock:
    """Seconds that stock took, for `tenants` tenants."""

    tenants: int
    founding: list[float]
    no_op: float
    column: float
    index: float


def measure(server_url: str, tenants: int) -> Stock:
    """Found tenants, migrate with nothing to do, add a column, add an index."""
    with laboratory(server_url, {}) as lab:
        founding = _run(lab.url, "found", tenants)
        no_op = _run(lab.url, "migrate", tenants)
        column = _run(lab.url, "migrate", tenants, level=2)
        index = _run(lab.url, "migrate", tenants, level=3)
    return Stock(tenants, founding, no_op[0], column[0], index[0])


def _run(url: str, what: str, number: int, level: int = 1) -> list[float]:
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "LAB_LEVEL": str(level),
    }
    command = [sys.executable, "-m", "benchmarks.provisioning_stock.run", what, str(number)]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    figures: list[float] = json.loads(done.stdout.splitlines()[-1])
    return figures
