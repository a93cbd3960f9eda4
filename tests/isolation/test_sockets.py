"""Sockets through the live application: host, origin, module, and the consumer's context."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.generic.websocket import AsyncJsonWebsocketConsumer, JsonWebsocketConsumer
from django.db.models import F
from django.urls import path

from tenant_apps.kernel.models import OutboxFact
from tenants import live
from tenants.context import current, use_workspace
from tenants.directory import directory
from tenants.models import Workspace


class Counter(AsyncJsonWebsocketConsumer):
    """Says which workspace it is in and how many facts it sees there."""

    async def receive_json(self, content: Any, **_: Any) -> None:
        ref = current()
        await self.send_json([ref.schema if ref else None, await OutboxFact.objects.acount()])


class SyncCounter(JsonWebsocketConsumer):
    """The same in a thread."""

    def receive_json(self, content: Any, **_: Any) -> None:
        ref = current()
        self.send_json([ref.schema if ref else None, OutboxFact.objects.count()])


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The live application, with two modules' sockets in it: one on, one that never is."""
    routes = [
        path("ws/on/", live.ModuleSockets("kernel", Counter.as_asgi())),
        path("ws/sync/", live.ModuleSockets("kernel", SyncCounter.as_asgi())),
        path("ws/off/", live.ModuleSockets("no-such-module", Counter.as_asgi())),
    ]
    monkeypatch.setattr(live, "socket_routes", lambda: routes)
    # Channels would close the connection that holds the test's transaction, as Django's own
    # test client prevents it for requests.
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)
    return live.socket_application()


class Socket(ApplicationCommunicator):
    """A browser's end. (Channels' own wants daphne installed.)"""

    def __init__(self, application: Any, address: str, host: str, origin: str | None = None):
        headers = [(b"host", host.encode())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        scope = {"type": "websocket", "path": address, "query_string": b"", "headers": headers}
        super().__init__(application, {**scope, "subprotocols": []})

    async def open(self) -> dict[str, Any]:
        await self.send_input({"type": "websocket.connect"})
        return await self.receive_output(timeout=10)

    async def say(self) -> dict[str, Any]:
        await self.send_input({"type": "websocket.receive", "text": "{}"})
        return await self.receive_output(timeout=10)


def talk(application: Any, address: str, host: str, *, origin: str | None = None) -> Any:
    """Open a socket, say one thing, and return the answer, or the code it was closed with."""

    async def conversation() -> Any:
        socket = Socket(application, address, host, origin)
        opened = await socket.open()
        if opened["type"] == "websocket.close":
            return opened["code"]
        answer = await socket.say()
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait(timeout=10)
        return answer["text"]

    return async_to_sync(conversation)()


@pytest.mark.parametrize("address", ["/ws/on/", "/ws/sync/"])
def test_a_consumer_works_in_the_workspace_of_its_host(
    address: str, application: Any, acorn: Workspace, birch: Workspace
) -> None:
    with use_workspace(acorn):
        OutboxFact.objects.create(name="acorn.fell", payload={})
    for workspace, count in ((acorn, 1), (birch, 0)):
        host = f"{workspace.slug}.localhost:8000"
        answer = talk(application, address, host, origin=f"http://{host}")
        assert answer == f'["{workspace.schema_name}", {count}]'
    assert current() is None


def test_a_socket_on_an_unknown_host_is_closed(application: Any, acorn: Workspace) -> None:
    for host in ("nobody.localhost", "localhost", "", "acorn.localhost.evil.test", "acorn"):
        assert talk(application, "/ws/on/", host) == live.CLOSE_UNKNOWN_HOST


def test_a_socket_that_another_site_opened_is_closed(
    application: Any, acorn: Workspace, birch: Workspace
) -> None:
    for origin in (
        "http://birch.localhost",
        "http://evil.test",
        "http://acorn.localhost.evil.test",
        "http://acorn.localhost@evil.test",
        "http://acorn.localhost:81",
        "null",
        "acorn.localhost",
    ):
        answer = talk(application, "/ws/on/", "acorn.localhost", origin=origin)
        assert answer == live.CLOSE_FOREIGN_ORIGIN, origin


def test_a_socket_of_a_module_that_is_off_is_closed(application: Any, acorn: Workspace) -> None:
    assert talk(application, "/ws/off/", "acorn.localhost") == live.CLOSE_MODULE_OFF


def test_a_socket_of_a_suspended_workspace_is_closed(application: Any, acorn: Workspace) -> None:
    Workspace.objects.filter(pk=acorn.pk).update(status=Workspace.Status.SUSPENDED)
    directory.clear()
    assert talk(application, "/ws/on/", "acorn.localhost") == live.CLOSE_SUSPENDED


def test_a_socket_nobody_serves_is_closed(application: Any, acorn: Workspace) -> None:
    assert talk(application, "/ws/none/", "acorn.localhost") == live.CLOSE_UNKNOWN_HOST


def test_an_open_socket_ends_with_its_workspaces_life(application: Any, acorn: Workspace) -> None:
    async def conversation() -> Any:
        socket = Socket(application, "/ws/on/", "acorn.localhost")
        await socket.open()
        assert "text" in await socket.say()
        await Workspace.objects.filter(pk=acorn.pk).aupdate(generation=F("generation") + 1)
        directory.clear()
        return await socket.say()

    assert async_to_sync(conversation)()["code"] == live.CLOSE_ENDED
