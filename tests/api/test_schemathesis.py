"""The API against its own document: no 5xx, nothing undocumented, whatever is sent."""

import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from tests.fixtures import host

EXAMPLES = 20
# JSON Schema cannot say "no text of blanks only" or "an address that mail can reach", so a
# body that fits the schema may still be refused, with its reason. All other checks run.
LEFT_OUT = "positive_data_acceptance"


@pytest.fixture
def one_connection(db):
    """Requests share the test's connection and its transaction, as in Django's client."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described_api(one_connection, acorn):
    """The document of acorn, every module on, with the application behind it."""
    found = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", WSGIHandler(), headers={"Host": host(acorn)}
    )
    found.config.generation.update(max_examples=EXAMPLES)
    return found


def calls(operation, mode, headers):
    """Return a test of one operation over generated requests, sensible or nonsensical."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True, database=None,
    )  # fmt: skip
    def call(case):
        case.call_and_validate(headers=headers, excluded_checks=[CHECKS.get_one(LEFT_OUT)])

    return call


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_call_of_the_owner_breaks_the_api_or_its_document(
    mode, described_api, acorn, ana, bearer
):
    headers = {"Host": host(acorn), "Authorization": bearer(acorn, ana)}
    operations = [found.ok() for found in described_api.get_all_operations()]
    assert operations
    for operation in operations:
        try:
            calls(operation, mode, headers)()
        except Unsatisfiable:
            continue  # no request of this kind exists: nothing to negate
