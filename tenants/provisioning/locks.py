"""Waiting for locks, but not for ever."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

from .errors import WorkspaceBusy

PATIENCE_MS = 5000
# lock_not_available, deadlock_detected, query_canceled (statement_timeout): try again later.
TRANSIENT = frozenset({"55P03", "40P01", "40001", "57014"})


def is_transient(error: BaseException) -> bool:
    """Return whether the database refused only because somebody else was working."""
    return getattr(error.__cause__, "sqlstate", "") in TRANSIENT


@contextmanager
def patient(label: str) -> Iterator[None]:
    """Wait for locks at most five seconds in the open transaction; raise WorkspaceBusy."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
    try:
        yield
    except OperationalError as error:
        if is_transient(error):
            raise WorkspaceBusy(label=label) from error
        raise
