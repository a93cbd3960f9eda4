"""Reactions that leave a trace in the workspace's own tables, and some that fail."""

import os
import signal

from shared_apps.foundation.clock import now
from tenant_apps.kernel.models import OutboxFact
from tenants.context import require

FAILING = {"now": True}


class Trouble(RuntimeError):
    """What a reaction under test fails with."""


def _trace(name: str, times: int) -> None:
    at = now()
    OutboxFact.objects.create(
        name=f"trace.{name}", payload={"times": times}, occurred_at=at, delivered_at=at
    )


def traces(name: str) -> list[int]:
    """Return the `times` of each run of a reaction."""
    rows = OutboxFact.objects.filter(name=f"trace.{name}").order_by("id")
    return [row.payload["times"] for row in rows]


def count(rang) -> None:
    """Leave one trace."""
    require()
    _trace("count", rang.times)


def also_count(rang) -> None:
    """Leave another trace."""
    _trace("also_count", rang.times)


def fail_at_first(rang) -> None:
    """Leave a trace and fail while FAILING says so."""
    _trace("fail_at_first", rang.times)
    if FAILING["now"]:
        raise Trouble("personal data that must not be kept")


def break_the_transaction(rang) -> None:
    """Fail inside the database."""
    OutboxFact.objects.create(name="x" * 81, payload={})


def die(rang) -> None:
    """Leave a trace, then end the process as the kernel's out-of-memory killer would."""
    _trace("die", rang.times)
    os.kill(os.getpid(), signal.SIGKILL)
