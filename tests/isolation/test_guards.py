"""Each guard removed in turn makes the test that watches it fail; in place, that test passes.

All of it happens in one process of its own, on a database of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

from config import env

from .guards import GUARDS

pytestmark = pytest.mark.xdist_group("isolation-guards")
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What came of every watching test, by its name and by each guard that was gone."""
    out = tmp_path_factory.mktemp("guards") / "outcomes.json"
    url = os.environ.get("DATABASE_URL") or env.service_url("DATABASE_URL", settings.SERVICES_FILE)
    own = urlunsplit(urlsplit(url)._replace(path=f"/atrium_guards_{os.getpid()}"))
    tests = sorted({f"tests/isolation/{guard.test}" for guard in GUARDS.values()})
    run = subprocess.run(  # noqa: PLW1510
        [
            *(sys.executable, "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider"),
            *("-p", "no:randomly", "-p", "tests.isolation.guard_removal", *tests),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": own,
            "VALKEY_URL": settings.VALKEY_URL,
            "ATRIUM_GUARDS_OUT": str(out),
        },
        capture_output=True,
        text=True,
    )
    assert out.is_file(), run.stdout[-4000:] + run.stderr[-4000:]
    found: dict[str, str] = json.loads(out.read_text())
    return found | {"output": run.stdout[-20_000:]}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", GUARDS)
def test_without_this_guard_its_test_fails(name: str, outcomes: dict[str, str]) -> None:
    assert outcomes[GUARDS[name].test] == "passed", outcomes["output"]
    assert outcomes[name] == "failed"
