"""Sentry and OpenTelemetry, each only where the environment asks for it.

Neither is imported otherwise. The packages are in requirements/ops.txt.
"""

import os
from importlib import import_module
from types import ModuleType
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured

from config import env

_begun: set[int] = set()


def start() -> None:
    """Start what the environment asks for, once per process.

    Raises ImproperlyConfigured where a variable is set and its package is missing.
    """
    # By process id: a worker forked from a started process has to start its own threads.
    if os.getpid() in _begun:
        return
    _begun.add(os.getpid())
    if dsn := env.optional("SENTRY_DSN"):
        _start_sentry(dsn)
    if env.optional("OTEL_EXPORTER_OTLP_ENDPOINT"):
        _start_tracing()


def _start_sentry(dsn: str) -> None:
    _need("SENTRY_DSN", "sentry_sdk").init(
        dsn=dsn,
        environment=os.environ.get("ATRIUM_ENV", "development"),
        send_default_pii=False,
        traces_sample_rate=0.0,
        before_send=_name_context,
    )


def _name_context(event: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
    """Add the ids that the log lines carry, so that a report leads to them."""
    tags = event.setdefault("tags", {})
    tags.update(structlog.contextvars.get_contextvars())
    return event


def _start_tracing() -> None:
    name = "OTEL_EXPORTER_OTLP_ENDPOINT"
    trace = _need(name, "opentelemetry.trace")
    sdk = _need(name, "opentelemetry.sdk.trace")
    export = _need(name, "opentelemetry.sdk.trace.export")
    exporter = _need(name, "opentelemetry.exporter.otlp.proto.http.trace_exporter")
    resource = _need(name, "opentelemetry.sdk.resources")
    service = {"service.name": f"atrium-{os.environ.get('ATRIUM_PROCESS', 'web')}"}
    provider = sdk.TracerProvider(resource=resource.Resource.create(service))
    provider.add_span_processor(export.BatchSpanProcessor(exporter.OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    for part, instrumentor in (
        ("django", "DjangoInstrumentor"),
        ("psycopg", "PsycopgInstrumentor"),
        ("celery", "CeleryInstrumentor"),
    ):
        getattr(_need(name, f"opentelemetry.instrumentation.{part}"), instrumentor)().instrument()


def _need(variable: str, module: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError as error:
        raise ImproperlyConfigured(
            f"{variable} is set, but {module} is not installed. Install requirements/ops.txt or "
            f"unset {variable}."
        ) from error
