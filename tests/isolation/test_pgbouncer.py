"""A small version of benchmarks/pgbouncer_isolation.py: 200 clients, 4 server connections."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from benchmarks.isolation.bouncer import NoBouncer, binary
from benchmarks.isolation.harness import ATRIUM, STOCK, Load, run
from shared_apps.identity.models import User

from . import probe

STATEMENTS = int(os.environ.get("ATRIUM_BOUNCER_STATEMENTS", "20000"))
SCHEMAS = [f"w_bouncer{n}" for n in range(8)]

pytestmark = [pytest.mark.xdist_group("isolation-pgbouncer")]
try:
    binary()
except NoBouncer as missing:
    pytestmark.append(pytest.mark.skip(reason=f"NOT TESTED BEHIND A POOLER: {missing}"))


@pytest.fixture
def grove(keeper: User) -> Iterator[str]:
    """Eight planted schemas; gives the address of the test's database."""
    for number, schema in enumerate(SCHEMAS):
        probe.plant(schema, number + 1, keeper.pk)
    database = connection.settings_dict
    given = os.environ.get("DATABASE_URL")
    if given is None:
        from config import env

        given = env.service_url("DATABASE_URL", settings.SERVICES_FILE)
    yield urlunsplit(urlsplit(given)._replace(path=f"/{database['NAME']}"))
    for schema in SCHEMAS:
        probe.drop(schema)


@pytest.mark.timeout(600)
def test_no_statement_reaches_another_workspace_through_a_pooler(grove: str) -> None:
    outcome = run(ATRIUM, grove, SCHEMAS, Load(STATEMENTS))
    assert outcome.counts["statements"] >= STATEMENTS
    assert outcome.counts["rows"] > STATEMENTS
    assert (outcome.wrong, outcome.counts["errors"]) == (0, 0), outcome.counts


@pytest.mark.timeout(600)
def test_the_same_clients_catch_stock_django_tenants_leaking(grove: str) -> None:
    outcome = run(STOCK, grove, SCHEMAS, Load(2000, clients=40))
    assert outcome.wrong > 0
