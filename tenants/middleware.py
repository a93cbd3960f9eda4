"""Which host was asked, hence which workspace, hence which URLs."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port
from django.utils.functional import SimpleLazyObject

from shared_apps.foundation.errors import AtriumError, Forbidden, NotFound

from .access import Member, member_of
from .context import no_workspace, use_workspace
from .directory import entry_for_host
from .models import Workspace
from .streaming import carry_into_stream

Response = HttpResponseBase
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "[::1]"})


class UnknownHost(NotFound):
    """No workspace answers on this host name."""

    code = "unknown_host"
    sentence = "No workspace lives at {host}."


class WorkspaceSuspended(Forbidden):
    """The workspace exists, but its platform owner has closed its doors for now."""

    code = "workspace_suspended"
    sentence = "{name} is suspended. Its data is safe; write to support to open it again."


class HostMiddleware:
    """Sets `request.workspace`, `request.urlconf` and the current workspace, per host."""

    def __init__(self, get_response: Callable[[HttpRequest], Response]) -> None:
        self.get_response = get_response
        self.fixed = fixed_urlconfs()
        self.urlconf: str = settings.URLCONF_WORKSPACE

    def __call__(self, request: HttpRequest) -> Response:
        """Answer in the scope of the host that was asked, whatever scope surrounds this."""
        host = host_of(request)
        fixed = self.fixed.get(host)
        if fixed is not None:
            request.workspace = None  # type: ignore[attr-defined]
            request.urlconf = fixed
            with no_workspace():
                return self.get_response(request)
        entry = entry_for_host(host)
        if entry is None:
            return self._refuse(request, UnknownHost(host=host[:100]))
        if entry.status == Workspace.Status.SUSPENDED:
            return self._refuse(request, WorkspaceSuspended(name=entry.name))
        request.workspace = entry  # type: ignore[attr-defined]
        request.urlconf = self.urlconf
        with use_workspace(entry.ref) as ref:
            response = self.get_response(request)
        if response.streaming:
            carry_into_stream(response, ref)
        return response

    def _refuse(self, request: HttpRequest, error: AtriumError) -> Response:
        from .error_answers import answer_error

        request.workspace = None  # type: ignore[attr-defined]
        request.urlconf = settings.URLCONF_PUBLIC
        with no_workspace():
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

    def process_exception(self, request: HttpRequest, error: Exception) -> Response | None:
        """Explain our own errors; leave every other to Django."""
        from .error_answers import answer_error

        return answer_error(request, error) if isinstance(error, AtriumError) else None


def host_of(request: HttpRequest) -> str:
    """Return the host name asked for: lower case, no port, no trailing dot; "" if malformed."""
    asked = request.META.get("HTTP_HOST")
    if asked is not None:
        return host_name(asked)
    try:
        return host_name(request.get_host())
    except DisallowedHost:
        return ""


@lru_cache(maxsize=4096)
def host_name(asked: str) -> str:
    """Return the name in a Host header, by Django's own rules; "" where it is malformed."""
    name, _ = split_domain_port(asked)
    return name.rstrip(".")


def fixed_urlconfs() -> dict[str, str]:
    """Return the hosts that are no workspace's, each with its URLs."""
    base = settings.ATRIUM_BASE_DOMAIN
    return {
        base: settings.URLCONF_PUBLIC,
        f"www.{base}": settings.URLCONF_PUBLIC,
        f"admin.{base}": settings.URLCONF_ADMIN,
        **dict.fromkeys(LOOPBACK_HOSTS, settings.URLCONF_OPERATIONS),
    }


def member_on(request: HttpRequest) -> Member:
    """Return the member of a workspace request, typed."""
    return request.member  # type: ignore[attr-defined, no-any-return]
