"""Through the whole stack: the host decides, and streams stay where they began."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from tenant_apps.kernel.models import OutboxFact
from tenants.context import NoWorkspace, current, use_workspace
from tenants.directory import directory
from tenants.middleware import HostMiddleware, host_name
from tenants.models import Workspace

View = Callable[[HttpRequest], Any]


def ask(view: View, host: str, **extra: Any) -> Any:
    """Answer a request for `host` with the view behind the host middleware."""
    return HostMiddleware(view)(RequestFactory().get("/", HTTP_HOST=host, **extra))


def tell(request: HttpRequest) -> HttpResponse:
    ref = current()
    return HttpResponse(ref.schema if ref else "nobody")


def test_the_host_decides_the_workspace(acorn: Workspace, birch: Workspace) -> None:
    for workspace in (acorn, birch):
        for host in (f"{workspace.slug}.localhost", f"{workspace.slug.upper()}.localhost.:8000"):
            assert ask(tell, host).content.decode() == workspace.schema_name
    assert current() is None


@pytest.mark.parametrize("host", ["localhost", "admin.localhost", "www.localhost", "127.0.0.1"])
def test_a_host_of_no_workspace_works_for_nobody_whatever_was_set(
    host: str, acorn: Workspace
) -> None:
    with use_workspace(acorn):
        assert ask(tell, host).content == b"nobody"


@pytest.mark.parametrize(
    "host",
    ["nobody.localhost", "acorn", "acorn.localhost.evil.test", "a@b", "acorn.localhost:x", ""],
)
def test_an_unknown_host_reaches_no_view(host: str, acorn: Workspace) -> None:
    with use_workspace(acorn):
        assert ask(tell, host).status_code == 404


def test_other_headers_do_not_decide_the_workspace(acorn: Workspace, birch: Workspace) -> None:
    answer = ask(
        tell,
        "birch.localhost",
        HTTP_X_FORWARDED_HOST="acorn.localhost",
        HTTP_FORWARDED="host=acorn.localhost",
        HTTP_X_ATRIUM_WORKSPACE=str(acorn.pk),
    )
    assert answer.content.decode() == birch.schema_name


def test_a_host_name_is_read_by_djangos_rules() -> None:
    assert host_name("Acorn.localhost.:8000") == "acorn.localhost"
    assert host_name("[::1]:80") == "[::1]"
    assert host_name("acorn.localhost:80:80") == host_name("a b") == host_name("a/b") == ""


def test_a_suspended_workspace_reaches_no_view(acorn: Workspace) -> None:
    Workspace.objects.filter(pk=acorn.pk).update(status=Workspace.Status.SUSPENDED)
    directory.clear()
    answer = ask(tell, "acorn.localhost")
    assert answer.status_code == 403
    assert acorn.schema_name.encode() not in answer.content


@pytest.fixture
def facts(acorn: Workspace) -> None:
    with use_workspace(acorn):
        OutboxFact.objects.create(name="acorn.fell", payload={})


def names() -> list[str]:
    return list(OutboxFact.objects.values_list("name", flat=True))


def test_a_stream_is_produced_and_closed_in_the_workspace_it_began_in(
    facts: None, acorn: Workspace, birch: Workspace
) -> None:
    closed: list[list[str]] = []

    def lines() -> Iterator[str]:
        try:
            yield names()[0]
            yield names()[0]
        finally:
            closed.append(names())

    response = ask(lambda request: StreamingHttpResponse(lines()), "acorn.localhost")
    with use_workspace(birch):
        chunks = iter(response.streaming_content)
        assert next(chunks) == b"acorn.fell"
        assert current() == birch.ref
        assert next(chunks) == b"acorn.fell"
        response.close()
    assert closed == [["acorn.fell"]]


def test_an_asynchronous_stream_is_carried_too(facts: None, acorn: Workspace) -> None:
    async def lines() -> AsyncIterator[str]:
        for _ in range(2):
            yield (await OutboxFact.objects.aget()).name

    response = ask(lambda request: StreamingHttpResponse(lines()), "acorn.localhost")

    async def read() -> list[bytes]:
        return [chunk async for chunk in response.streaming_content]

    assert async_to_sync(read)() == [b"acorn.fell"] * 2


def test_a_stream_on_a_host_of_no_workspace_stays_without(facts: None, acorn: Workspace) -> None:
    response = ask(lambda request: StreamingHttpResponse(iter(names, None)), "localhost")
    with pytest.raises(NoWorkspace):
        next(iter(response.streaming_content))


def test_a_session_of_one_workspace_is_none_in_another(
    acorn: Workspace, birch: Workspace, client_for: Any, ana: Any
) -> None:
    browser: Client = client_for(acorn, ana)
    cookie = next(iter(browser.cookies.values()))
    assert not cookie["domain"]
    from django.contrib.auth import SESSION_KEY

    from shared_apps.identity.sessions import SessionStore

    for workspace, known in ((acorn, True), (birch, False)):
        with use_workspace(workspace):
            assert (SESSION_KEY in SessionStore(cookie.value)) is known
    assert SESSION_KEY not in SessionStore(cookie.value)
