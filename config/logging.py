"""Structured logs: JSON in production, readable lines in development.

Every line says when, how loud, who (logger), what, and for which request, workspace, user
and job. Workspace and user are read when the line is written, so they are right even in the
middle of a request, and reading them never asks the database.
"""

import os
import sys
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, empty
from structlog.typing import EventDict, Processor

LONGEST_EVENT = 8_000
current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


def add_workspace(_: object, __: str, event: EventDict) -> EventDict:
    """Say for which workspace the code works; a line may say so itself."""
    # Looked up, not imported: the web server's own process logs without Django.
    context = sys.modules.get("tenants.context")
    ref = context.current() if context is not None else None
    if ref is not None:
        event.setdefault("workspace", str(ref.id))
    return event


def add_user(_: object, __: str, event: EventDict) -> EventDict:
    """Say who is signed in, if somebody has asked already; logging never asks."""
    request = current_request.get()
    user = request.__dict__.get("user") if request is not None else None
    if isinstance(user, SimpleLazyObject):
        user = None if user.__dict__["_wrapped"] is empty else user
    if user is not None and getattr(user, "pk", None) is not None:
        event.setdefault("user", str(user.pk))
    return event


def add_process(_: object, __: str, event: EventDict) -> EventDict:
    """Say which part of the stack speaks."""
    if part := os.environ.get("ATRIUM_PROCESS"):
        event.setdefault("process", part)
    return event


def bound(_: object, __: str, event: EventDict) -> EventDict:
    """Cut events that would fill the disk, such as a whole document in an error."""
    text = event.get("event")
    if isinstance(text, str) and len(text) > LONGEST_EVENT:
        event["event"] = f"{text[:LONGEST_EVENT]}… ({len(text)} characters)"
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    add_workspace,
    add_user,
    add_process,
    bound,
]


def formatter(*, as_json: bool | None = None) -> structlog.stdlib.ProcessorFormatter:
    """Return the formatter of every handler; JSON in production unless told otherwise."""
    production = os.environ.get("ATRIUM_ENV") == "production"
    last = _json() if (production if as_json is None else as_json) else _console()
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )


def logging_settings(*, as_json: bool, level: str) -> dict[str, Any]:
    """Return Django's LOGGING and make structlog's own loggers go the same way."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"atrium": {"()": "config.logging.formatter", "as_json": as_json}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "atrium"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Its answers are in our own line per request; 4xx are no warnings of ours.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "django": {"handlers": [], "level": level, "propagate": True},
        },
    }


def _json() -> list[Processor]:
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]


def _console() -> list[Processor]:
    # Plain tracebacks: the rich ones print every local variable, secrets and all, and take
    # seconds where a request hangs on a large object.
    renderer = structlog.dev.ConsoleRenderer(
        colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
    )
    return [_short, renderer]


def _short(_: object, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    # The supervisor's prefix names the process already, and ids of requests are noise on a
    # screen; the clock is enough.
    event["timestamp"] = str(event.get("timestamp", ""))[11:23]
    for key in ("process", "request_id"):
        event.pop(key, None)
    return event
