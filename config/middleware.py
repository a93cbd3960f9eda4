"""The outermost middleware: gives every request an id, one log line and its metrics."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

from config.logging import current_request
from config.metrics import count_request

HEADER = "X-Request-ID"
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
UNMATCHED = "(no route)"
# Asked every few seconds by machines; they would drown what people did.
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
logger = structlog.stdlib.get_logger("atrium.request")


class RequestMiddleware:
    """Binds the request's id to all log lines and answers with it.

    An id from the front door (or a caller) is kept when it is plain; anything else, such as
    one that would break a log line, is replaced.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Wrap the rest of the stack."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request and tell what happened."""
        request_id = request_id_of(request)
        token = current_request.set(request)
        started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            response = self.get_response(request)
            response[HEADER] = request_id
            self._tell(request, response.status_code, time.perf_counter() - started)
        finally:
            structlog.contextvars.clear_contextvars()
            current_request.reset(token)
        return response

    def _tell(self, request: HttpRequest, status: int, seconds: float) -> None:
        route = route_of(request)
        method = request.method or ""
        count_request(route=route, method=method, status=status, seconds=seconds)
        if request.path in QUIET:
            return
        workspace = getattr(request, "workspace", None)
        fields = {"workspace": str(workspace.id)} if workspace is not None else {}
        logger.info(
            "request", method=method, path=request.path[:500], route=route, status=status,
            ms=round(seconds * 1000, 1), **fields,
        )  # fmt: skip


def request_id_of(request: HttpRequest) -> str:
    """Return the id the caller sent if it is plain, else a new one."""
    sent = request.headers.get(HEADER, "")
    return sent if SAFE_ID.match(sent) else str(uuid.uuid4())


def route_of(request: HttpRequest) -> str:
    """Return the URL pattern that matched: the same for every workspace and every id."""
    match = request.resolver_match
    return f"/{match.route}" if match is not None and match.route is not None else UNMATCHED
