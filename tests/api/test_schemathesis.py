"""The API against its own document: no 5xx, nothing undocumented, whatever is sent."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.pytest import from_fixture

from config.wsgi import application
from tests.fixtures import host

EXAMPLES = 20


@pytest.fixture
def described_api(db, acorn):
    """The document of acorn, every module on, with the application behind it."""
    found = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", application, headers={"Host": host(acorn)}
    )
    found.config.generation.update(max_examples=EXAMPLES)
    return found


described = from_fixture("described_api")


@described.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_no_call_of_the_owner_breaks_the_api_or_its_document(case, acorn, ana, bearer):
    case.call_and_validate(
        headers={"Host": host(acorn), "Authorization": bearer(acorn, ana)},
    )
