"""Every log line is one JSON object that says for whom and for which request."""

import io
import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from celery.app.task import Context
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from config import job_logging
from config.logging import current_request, formatter
from config.middleware import RequestMiddleware
from shared_apps.identity.models import User
from tenants.context import use_workspace
from tenants.models import Workspace

logger = structlog.stdlib.get_logger("tests.runtime")


class Lines:
    """What has been logged since the test began, parsed."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def last(self) -> dict[str, Any]:
        return self.all()[-1]


@pytest.fixture
def lines() -> Iterator[Lines]:
    found = Lines()
    handler = logging.StreamHandler(found.stream)
    handler.setFormatter(formatter(as_json=True))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield found
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.contextvars.clear_contextvars()


def test_a_line_says_when_how_loud_who_and_what(lines: Lines) -> None:
    logger.warning("the sun is out", degrees=31)
    line = lines.last()
    assert line["event"] == "the sun is out"
    assert (line["level"], line["logger"], line["degrees"]) == ("warning", "tests.runtime", 31)
    assert line["timestamp"].endswith("Z")


def test_lines_of_libraries_look_the_same(lines: Lines) -> None:
    logging.getLogger("some.library").error("broken: %s", "x\ny", extra={"part": 7})
    line = lines.last()
    assert (line["event"], line["part"], line["level"]) == ("broken: x\ny", 7, "error")
    assert lines.stream.getvalue().count("\n") == 1  # nobody can forge a line


def test_an_exception_stays_one_line(lines: Lines) -> None:
    try:
        raise ValueError("odd")
    except ValueError:
        logger.exception("failed")
    assert "ValueError: odd" in lines.last()["exception"]
    assert lines.stream.getvalue().count("\n") == 1


def test_an_enormous_event_is_cut(lines: Lines) -> None:
    logger.info("x" * 1_000_000)
    assert len(lines.stream.getvalue()) < 10_000
    assert lines.last()["event"].endswith("(1000000 characters)")


def test_the_workspace_at_work_is_named(lines: Lines, acorn: Workspace) -> None:
    logger.info("before")
    with use_workspace(acorn):
        logger.info("inside")
    logger.info("after")
    assert [line.get("workspace") for line in lines.all()] == [None, str(acorn.id), None]


def test_a_request_names_itself_its_workspace_and_its_user(
    lines: Lines, acorn: Workspace, ana: User, client_for: Any
) -> None:
    answer = client_for(acorn, ana).get("/manage/", headers={"x-request-id": "from-the-door-1"})
    line = next(one for one in reversed(lines.all()) if one["event"] == "request")
    assert answer["X-Request-ID"] == line["request_id"] == "from-the-door-1"
    assert line["workspace"] == str(acorn.id)
    assert line["user"] == str(ana.pk)
    assert line["status"] == answer.status_code
    assert line["ms"] >= 0


@pytest.mark.parametrize(
    "sent", ["", "short", "a b c d e f", 'x"} {"forged": 1', "x" * 65, "é" * 9]
)
def test_an_id_that_is_not_plain_is_replaced(sent: str) -> None:
    request = RequestFactory().get("/", headers={"x-request-id": sent})
    answer = RequestMiddleware(lambda _: HttpResponse())(request)
    assert answer["X-Request-ID"] != sent
    assert len(answer["X-Request-ID"]) == 36


def test_nothing_of_one_request_is_left_for_the_next(lines: Lines) -> None:
    def view(_: HttpRequest) -> HttpResponse:
        structlog.contextvars.bind_contextvars(secret_of_this_request="yes")
        return HttpResponse()

    RequestMiddleware(view)(RequestFactory().get("/"))
    logger.info("afterwards")
    assert "secret_of_this_request" not in lines.last()
    assert "request_id" not in lines.last()


def test_nothing_is_left_even_when_the_request_breaks(lines: Lines) -> None:
    def view(_: HttpRequest) -> HttpResponse:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        RequestMiddleware(view)(RequestFactory().get("/"))
    logger.info("afterwards")
    assert "request_id" not in lines.last()
    assert current_request.get() is None


def test_logging_never_asks_the_database_who_is_signed_in(lines: Lines) -> None:
    def ask_database() -> AnonymousUser:
        raise AssertionError("a log line asked")

    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(ask_database)  # type: ignore[assignment]
    token = current_request.set(request)
    logger.info("hello")
    current_request.reset(token)
    assert "user" not in lines.last()


def test_health_checks_do_not_fill_the_log(lines: Lines) -> None:
    Client(headers={"host": "127.0.0.1"}).get("/healthz")
    assert not [one for one in lines.all() if one["event"] == "request"]


def test_the_lines_of_a_job_name_it_and_its_workspace(lines: Lines) -> None:
    headers = {"atrium_workspace": "0198-acorn/1"}
    job = SimpleNamespace(name="blog.import", request=Context(headers=headers))
    job_logging.bind_job(task_id="job-1", task=job)
    logger.info("working")
    job_logging.tell_job(task_id="job-1", task=job, state="SUCCESS")
    logger.info("idle")
    working, ended, idle = lines.all()
    assert (working["job"], working["job_id"]) == ("blog.import", "job-1")
    assert working["workspace"] == "0198-acorn"
    assert (ended["event"], ended["outcome"]) == ("job", "succeeded")
    assert ended["ms"] >= 0
    assert not {"job", "job_id", "workspace"} & idle.keys()
