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
from .context import WorkspaceRef, use_workspace
from .directory import WorkspaceEntry, directory, entry_for_host
from .middleware import host_name
from .models import Workspace
from .modules import is_on

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[Any]]
CLOSE_UNKNOWN_HOST = 4404
CLOSE_FOREIGN_ORIGIN = 4403
CLOSE_MODULE_OFF = 4410
CLOSE_SUSPENDED = 4423
CLOSE_ENDED = 4411


class WorkspaceSockets:
    """ASGI middleware: sets the workspace and the member, or closes the socket."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Run the socket inside its workspace; refuse unknown hosts and foreign origins."""
        host = _header(scope, b"host")
        entry = await sync_to_async(entry_for_host)(host_name(host))
        if entry is None:
            await refuse(receive, send, CLOSE_UNKNOWN_HOST)
        elif not same_origin(_header(scope, b"origin"), host):
            await refuse(receive, send, CLOSE_FOREIGN_ORIGIN)
        elif entry.status == Workspace.Status.SUSPENDED:
            await refuse(receive, send, CLOSE_SUSPENDED)
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
    """ASGI middleware around one module's sockets: closed while the module is off.

    A socket may stay open for days, so each message that comes in is let through only while
    the workspace is still the one it was opened for, is open, and has the module on.
    """

    def __init__(self, label: str, inner: Application) -> None:
        self.label = label
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Hand on, or close with the code that says why."""
        opened: WorkspaceEntry = scope["workspace"]
        if not is_on(self.label, opened):
            await refuse(receive, send, CLOSE_MODULE_OFF)
            return

        async def guarded() -> Any:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            reason = await sync_to_async(self.reason_to_close)(opened.ref)
            if reason is None:
                return message
            await send({"type": "websocket.close", "code": reason})
            return {"type": "websocket.disconnect", "code": reason}

        await self.inner(scope, guarded, send)

    def reason_to_close(self, opened: WorkspaceRef) -> int | None:
        """Return the code to close with, or None while all is as it was."""
        now = directory.entry(opened.id)
        if now is None or now.ref != opened:
            return CLOSE_ENDED
        if now.status == Workspace.Status.SUSPENDED:
            return CLOSE_SUSPENDED
        return None if is_on(self.label, now) else CLOSE_MODULE_OFF


def same_origin(origin: str, host: str) -> bool:
    """Return whether an Origin header names the very host (and port) that is asked.

    Programs send no Origin; browsers always do.
    """
    return not origin or urlsplit(origin).netloc.lower() == host.lower()


def socket_routes() -> list[Any]:
    """Return each module's socket routes below /ws/<slug>/."""
    return [
        path(
            f"ws/{m.slug}/",
            ModuleSockets(m.label, URLRouter(import_string(f"{m.sockets}.routes"))),  # type: ignore[arg-type]
        )
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
