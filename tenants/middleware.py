"""Which host was asked, hence which workspace, hence which URLs."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from shared_apps.foundation.errors import AtriumError, Forbidden, NotFound

from .access import Member, member_of
from .context import WorkspaceRef, use_workspace
from .directory import WorkspaceEntry, entry_for_host
from .models import Workspace

Response = HttpResponseBase
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "[::1]"})


class UnknownHost(NotFound):
    """No workspace answers on this host name."""

    code = "unknown_host"
    sentence = "No workspace lives at {host}."


class WorkspaceSuspended(Forbidden):
    """The workspace exists, but its platform owner has closed its doors for now."""

    code = "workspace_suspended"
    sentence = (
        "{name} is suspended. Its data is safe; write to support to open it again."
    )


class HostMiddleware:
    """Sets `request.workspace`, `request.urlconf` and the current workspace, per host."""

    def __init__(self, get_response: Callable[[HttpRequest], Response]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Response:
        """Answer in the scope of the host that was asked."""
        request.workspace = None  # type: ignore[attr-defined]
        fixed = _fixed_urlconf(host_of(request))
        if fixed is not None:
            request.urlconf = fixed  # type: ignore[attr-defined]
            return self.get_response(request)
        entry = entry_for_host(host_of(request))
        if entry is None:
            return self._refuse(request, UnknownHost(host=host_of(request)[:100]))
        if entry.status == Workspace.Status.SUSPENDED:
            return self._refuse(request, WorkspaceSuspended(name=entry.name))
        return self._answer(request, entry)

    def _answer(self, request: HttpRequest, entry: WorkspaceEntry) -> Response:
        request.workspace = entry  # type: ignore[attr-defined]
        request.urlconf = settings.URLCONF_WORKSPACE  # type: ignore[attr-defined]
        with use_workspace(entry.ref) as ref:
            response = self.get_response(request)
        if getattr(response, "streaming", False):
            carry_into_stream(response, ref)
        return response

    def _refuse(self, request: HttpRequest, error: AtriumError) -> Response:
        from .error_answers import answer_error

        request.urlconf = settings.URLCONF_PUBLIC  # type: ignore[attr-defined]
        return answer_error(request, error)


class MemberMiddleware:
    """Sets `request.member`, asked from the database only when somebody reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], Response]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Response:
        """Attach the member on workspace hosts."""
        entry = getattr(request, "workspace", None)
        if entry is not None:
            request.member = SimpleLazyObject(  # type: ignore[attr-defined]
                lambda: member_of(entry, request.user)
            )
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> Response | None:
        """Explain our own errors; leave every other to Django."""
        from .error_answers import answer_error

        return answer_error(request, error) if isinstance(error, AtriumError) else None


def host_of(request: HttpRequest) -> str:
    """Return the host name asked for: lower case, no port, no trailing dot."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    name = (
        host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
    )
    return name.lower().rstrip(".")


def _fixed_urlconf(host: str) -> str | None:
    base = settings.ATRIUM_BASE_DOMAIN
    if host == base or host == f"www.{base}":
        return str(settings.URLCONF_PUBLIC)
    if host == f"admin.{base}":
        return str(settings.URLCONF_ADMIN)
    return str(settings.URLCONF_OPERATIONS) if host in LOOPBACK_HOSTS else None


def carry_into_stream(response: Any, ref: WorkspaceRef) -> None:
    """Make a streaming answer produce its chunks in the workspace, after the view is left."""
    if response.is_async:
        return  # an async iterator runs in the task's own copy of the context
    chunks: Iterator[Any] = iter(response.streaming_content)

    def scoped() -> Iterator[Any]:
        while True:
            with use_workspace(ref):
                try:
                    chunk = next(chunks)
                except StopIteration:
                    return
            yield chunk

    response.streaming_content = scoped()


def member_on(request: HttpRequest) -> Member:
    """Return the member of a workspace request, typed."""
    return request.member  # type: ignore[attr-defined, no-any-return]
