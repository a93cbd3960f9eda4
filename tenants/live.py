"""Sockets: which workspace a socket belongs to, and who is at its other end.

The host decides the workspace, as for pages. A socket whose Origin is not its own host is
refused before any consumer runs, because browsers send cookies along with any socket.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.urls import path
from django.utils.module_loading import import_string

from shared_apps.registry.discovery import modules

from .access import member_of
from .context import use_workspace
from .directory import entry_for_host
from .modules import is_on

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[Any]]
CLOSE_UNKNOWN_HOST = 4404
CLOSE_FOREIGN_ORIGIN = 4403
CLOSE_MODULE_OFF = 4410


class WorkspaceSockets:
    """ASGI middleware: sets the workspace and the member, or closes the socket."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Run the socket inside its workspace; refuse unknown hosts and foreign origins."""
        host = _header(scope, b"host")
        entry = await sync_to_async(entry_for_host)(_name(host))
        if entry is None:
            await refuse(receive, send, CLOSE_UNKNOWN_HOST)
        elif not same_origin(_header(scope, b"origin"), host):
            await refuse(receive, send, CLOSE_FOREIGN_ORIGIN)
        else:
            with use_workspace(entry.ref):
                await self.inner({**scope, "workspace": entry}, receive, send)


class SocketMember:
    """ASGI middleware behind the session: sets `scope["member"]`."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Attach the member, as this workspace sees the session's person."""
        member = await sync_to_async(member_of)(scope["workspace"], scope.get("user"))
        await self.inner({**scope, "member": member}, receive, send)


class ModuleSockets:
    """ASGI middleware around one module's sockets: closed while the module is off."""

    def __init__(self, label: str, inner: Application) -> None:
        self.label = label
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Hand on, or close with the code that means "module off"."""
        if not is_on(self.label, scope["workspace"]):
            await refuse(receive, send, CLOSE_MODULE_OFF)
            return
        await self.inner(scope, receive, send)


def same_origin(origin: str, host: str) -> bool:
    """Return whether an Origin header names the very host (and port) that is asked.

    Programs send no Origin; browsers always do.
    """
    return not origin or urlsplit(origin).netloc.lower() == host.lower()


def socket_routes() -> list[Any]:
    """Return each module's socket routes below /ws/<slug>/."""
    return [
        path(f"ws/{m.slug}/", ModuleSockets(m.label, URLRouter(import_string(f"{m.sockets}.routes"))))
        for m in modules().values()
        if m.sockets
    ]


def socket_application() -> Application:
    """Return the ASGI application for all sockets."""
    inner: Any = AuthMiddlewareStack(SocketMember(_Router(socket_routes())))
    return WorkspaceSockets(inner)


class _Router:
    """URLRouter that closes a socket nobody serves, where Channels would raise."""

    def __init__(self, routes: list[Any]) -> None:
        self.inner = URLRouter(routes)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        try:
            await self.inner(scope, receive, send)
        except ValueError as problem:
            if "No route found" not in str(problem):
                raise
            await refuse(receive, send, CLOSE_UNKNOWN_HOST)


async def refuse(receive: Any, send: Any, code: int) -> None:
    """Close a socket before it is accepted."""
    await receive()
    await send({"type": "websocket.close", "code": code})


def _header(scope: Scope, name: bytes) -> str:
    return next((v.decode("latin-1") for k, v in scope.get("headers", []) if k == name), "")


def _name(host: str) -> str:
    return host.rsplit(":", 1)[0].lower().rstrip(".") if not host.endswith("]") else host


