"""The blog's API against the OpenAPI document: nothing undocumented, no 5xx, whatever is sent.

Path ids are those of real rows as often as not, so that bodies are looked at as well.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from shared_apps.identity.models import User
from tenant_apps.blog.tests.samples import samples
from tenants.api.jwt_tokens import WorkspaceAccessToken
from tenants.context import use_workspace
from tenants.models import Workspace
from tests.fixtures import host

EXAMPLES = 6
BLOG = "/api/v1/blog/"
# A body that fits the schema may still be refused for what no schema can say (a slug that is
# taken, a category that is not there); all other checks run.
LEFT_OUT = "positive_data_acceptance"
IDS = {
    "posts": "blog_api:post",
    "pages": "blog_api:page",
    "categories": "blog_api:category",
    "tags": "blog_api:tag",
    "authors": "blog_api:author",
    "comments": "blog_api:comment",
    "imports": "blog_api:import",
}


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(acorn: Workspace, ana: User) -> dict[str, str]:
    with use_workspace(acorn):
        token = str(WorkspaceAccessToken.made_for(ana))
    return {"Host": host(acorn), "Authorization": f"Bearer {token}"}


@pytest.fixture
def operations(one_connection: None, acorn: Workspace) -> list[Any]:
    described = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", WSGIHandler(), headers={"Host": host(acorn)}
    )
    found = [each.ok() for each in described.get_all_operations()]
    return [operation for operation in found if operation.path.startswith(BLOG)]


def calls(
    operation: Any, mode: GenerationMode, headers: dict[str, str], known: dict[str, Any]
) -> Callable[[], None]:
    turn = iter(range(10**9))

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True, database=None,
    )  # fmt: skip
    def call(case: Any) -> None:
        route = IDS.get(operation.path.removeprefix(BLOG).split("/")[0], "")
        if mode == GenerationMode.POSITIVE and case.path_parameters and next(turn) % 2:
            case.path_parameters.update({k: str(v) for k, v in known[route].items()})
        case.call_and_validate(headers=headers, excluded_checks=[CHECKS.get_one(LEFT_OUT)])

    return call


def _told(problem: BaseException) -> str:
    inner = getattr(problem, "exceptions", ())
    return "; ".join(map(_told, inner)) if inner else str(problem)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_call_breaks_the_api_or_its_document(
    mode: GenerationMode, operations: list[Any], headers: dict[str, str], acorn: Workspace
) -> None:
    known = samples(acorn)
    assert len(operations) == 35
    problems = []
    for operation in operations:
        try:
            calls(operation, mode, headers, known)()
        except Unsatisfiable:
            continue
        except (Exception, BaseExceptionGroup) as problem:  # noqa: BLE001  (all operations are tried before any is reported)
            problems.append(f"{operation.method} {operation.path}: {_told(problem)}"[:1500])
    assert not problems, "\n\n".join(problems)
