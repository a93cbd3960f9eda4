"""What machines ask: whether the process lives, can work, and how much it has done."""

import hmac
import ipaddress
import os

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

PATIENCE_SECONDS = 3.0


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process can answer at all; touches no server."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when PostgreSQL and Valkey answer, else 503 naming which does not."""
    found = {"database": database_answers(), "valkey": valkey_answers()}
    status = 200 if all(found.values()) else 503
    words = {name: "ok" if fine else "unreachable" for name, fine in found.items()}
    answer = {"status": "ready" if status == 200 else "not ready", **words}
    response = JsonResponse(answer, status=status)
    # Whoever asks every second learns it from the answer; the log does not need it too.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus, to this machine itself or with the internal token; others get 404."""
    if not from_inside(request):
        return HttpResponseNotFound()
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def database_answers() -> bool:
    """Tell whether PostgreSQL answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except (DatabaseError, OSError):
        connection.close()
        return False


def valkey_answers() -> bool:
    """Tell whether Valkey answers within three seconds."""
    try:
        with redis.Redis.from_url(
            settings.VALKEY_URL,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
        ) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def from_inside(request: HttpRequest) -> bool:
    """Tell whether a request comes from this machine past the front door, or has the token.

    The front door sits on this machine too, but marks what it passes on with
    X-Forwarded-For. The token is ATRIUM_INTERNAL_TOKEN, as `Authorization: Bearer` or in
    X-Atrium-Internal-Token; without one configured no token is right.
    """
    token = settings.INTERNAL_TOKEN
    sent = request.headers.get("X-Atrium-Internal-Token") or request.headers.get(
        "Authorization", ""
    ).removeprefix("Bearer ")
    if token and hmac.compare_digest(sent.encode(), token.encode()):
        return True
    return "X-Forwarded-For" not in request.headers and _is_loopback(
        request.META.get("REMOTE_ADDR", "")
    )


def _is_loopback(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False


def _registry() -> CollectorRegistry:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    # Every process writes its numbers to files there; this adds them all up.
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
