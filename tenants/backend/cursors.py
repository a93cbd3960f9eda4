"""Cursors that put the search path of the current workspace before every statement.

`SET LOCAL` lives exactly as long as the message's (implicit or explicit) transaction, so
nothing stays behind on a pooled server connection, whoever gets it next.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.base import Cursor as DjangoCursor
from django.db.backends.postgresql.base import (
    ServerSideCursor as DjangoServerSideCursor,
)
from psycopg import ClientCursor, Connection, Copy, NotSupportedError
from psycopg.pq import TransactionStatus

from tenants.context import Scope, SharedSchema, WorkspaceRef, scope

from .search_path import prelude_for
from .statements import COMMON_STARTS, Way, qualified, text_of, way_of

if TYPE_CHECKING:
    from .base import DatabaseWrapper

IDLE = int(TransactionStatus.IDLE)
REFUSED = (
    "This would outlive its transaction on a connection that serves other workspaces: a "
    "temporary table needs ON COMMIT DROP, and a search path is set by use_workspace(...)."
)


class ScopedCursorMixin:
    """What both kinds of cursor share: the transaction's guard, and pinned transactions."""

    wrapper: "DatabaseWrapper | None" = None
    _conn: "Connection[Any]"

    def _scope(self) -> Scope:
        """Return the scope, once the open transaction has admitted it."""
        where = scope()
        wrapper = self.wrapper or wrapper_of(self._conn)
        if wrapper is not None:
            wrapper.admit(where, self._conn)
        return where

    def executemany(self, query: Any, params_seq: Iterable[Any], **kwargs: Any) -> None:
        """Execute many in one explicit transaction, which holds the search path."""
        with pinned(self._conn, self._scope()):
            super().executemany(query, params_seq, **kwargs)  # type: ignore[misc]

    @contextmanager
    def copy(self, statement: Any, params: Any = None, **kwargs: Any) -> Iterator[Copy]:
        """COPY inside a transaction that holds the search path."""
        with (
            pinned(self._conn, self._scope()),
            super().copy(statement, params, **kwargs) as copying,  # type: ignore[misc]
        ):
            yield copying

    def stream(self, query: Any, params: Any = None, **kwargs: Any) -> Iterator[Any]:
        """Stream rows, of the workspace of the caller, inside a transaction of their own."""
        return self._stream(self._scope(), query, params, kwargs)

    def _stream(self, where: Scope, query: Any, params: Any, options: Any) -> Iterator[Any]:
        with pinned(self._conn, where):
            yield from super().stream(query, params, **options)  # type: ignore[misc]


class WorkspaceCursor(ScopedCursorMixin, DjangoCursor):
    """Django's client-binding cursor, scoped to the current workspace per statement."""

    _own_results_begin = 0

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
        """Execute with the workspace's search path; results are those of `query` alone.

        Raises NotSupportedError for what would leave a trace on a shared connection.
        """
        text = query if type(query) is str else text_of(query, self._conn)
        if text[:7] in COMMON_STARTS:
            connection = self._conn
            # In autocommit mode each statement is a transaction of its own: nothing to guard.
            alone = connection.autocommit and connection.pgconn.transaction_status == IDLE
            where = scope() if alone else self._scope()
        else:
            where = self._scope()
            way = way_of(text)
            if way is Way.REFUSED:
                raise NotSupportedError(REFUSED)
            if way is Way.BARE or self._is_maintenance():
                return super().execute(qualified(text, schema_of(where)), params, **kwargs)  # type: ignore[misc]
        self._own_results_begin = 1
        try:
            return super().execute(prelude_for(where) + text, params, **kwargs)  # type: ignore[misc]
        finally:
            self._own_results_begin = 0

    def _set_results(self, results: Any) -> None:
        # The first result is that of SET LOCAL; callers see only their own.
        super()._set_results(results[self._own_results_begin :] or results)  # type: ignore[misc]

    def _is_maintenance(self) -> bool:
        return self.wrapper is not None and self.wrapper.is_maintenance


class WorkspaceServerSideCursor(ScopedCursorMixin, DjangoServerSideCursor):
    """A named cursor; only opened inside a transaction, so its path is set just before."""

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
        """DECLARE the cursor in the workspace; the plan is bound to its tables from then on."""
        send_alone(self._conn, prelude_for(self._scope()))
        return super().execute(query, params, **kwargs)  # type: ignore[misc]


@contextmanager
def pinned(connection: "Connection[Any]", where: Scope) -> Iterator[None]:
    """Hold the scope's search path for what cannot travel in one message.

    A transaction is opened only in autocommit mode; with autocommit off, or in an open
    transaction, the caller decides when to commit.
    """
    if connection.autocommit and connection.pgconn.transaction_status == IDLE:
        with connection.transaction():
            send_alone(connection, prelude_for(where))
            yield
        return
    send_alone(connection, prelude_for(where))
    yield


def send_alone(connection: "Connection[Any]", prelude: str) -> None:
    """Send the search path as a message of its own on an open transaction."""
    with ClientCursor(connection) as cursor:
        cursor.execute(prelude.encode())


def schema_of(where: Scope) -> str | None:
    """Return the schema that unqualified names belong to, or None where nothing is set."""
    if isinstance(where, WorkspaceRef):
        return where.schema
    return "public" if isinstance(where, SharedSchema) else None


def wrapper_of(connection: Any) -> "DatabaseWrapper | None":
    """Return Django's connection behind a psycopg connection; None while one is being made."""
    reference = connection.__dict__.get("django_wrapper")
    return reference() if reference is not None else None
