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
from psycopg import Copy
from psycopg.pq import TransactionStatus

from tenants.context import SharedSchema, WorkspaceRef, scope

from .statements import is_concurrent, qualified, travels_bare, with_prelude

if TYPE_CHECKING:
    from .base import DatabaseWrapper

Scope = WorkspaceRef | SharedSchema | None
EXTENSIONS = "extensions"


def prelude_for(where: Scope) -> str:
    """Return the statement that opens exactly the schemas of this scope."""
    if isinstance(where, WorkspaceRef):
        return f'SET LOCAL search_path TO "{where.schema}", {EXTENSIONS};'
    if isinstance(where, SharedSchema):
        return f"SET LOCAL search_path TO public, {EXTENSIONS};"
    return f"SET LOCAL search_path TO {EXTENSIONS};"


class ScopedCursorMixin:
    """What both kinds of cursor share: the guard against two workspaces in one transaction."""

    wrapper: "DatabaseWrapper | None" = None

    def _scope(self) -> Scope:
        where = scope()
        wrapper = self.wrapper
        if (
            wrapper is not None
            and wrapper.in_atomic_block
            and isinstance(where, WorkspaceRef)
        ):
            wrapper.bind_transaction(where)
        return where


class WorkspaceCursor(ScopedCursorMixin, DjangoCursor):
    """Django's client-binding cursor, scoped to the current workspace per statement."""

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
        """Execute with the workspace's search path; results are those of `query` alone."""
        where = self._scope()
        if self.wrapper is not None and self.wrapper.is_maintenance:
            return super().execute(query, params, **kwargs)
        if isinstance(query, str):
            if travels_bare(query):
                return super().execute(query, params, **kwargs)
            if is_concurrent(query):
                return super().execute(self._concurrent(query, where), params, **kwargs)
        super().execute(with_prelude(prelude_for(where), query), params, **kwargs)
        # The first result is that of SET LOCAL; callers see only their own.
        self.nextset()
        return self

    def _concurrent(self, query: str, where: Scope) -> str:
        if isinstance(where, WorkspaceRef):
            return qualified(query, where.schema)
        return qualified(query, "public") if isinstance(where, SharedSchema) else query

    def bare(self, query: str) -> None:
        """Execute without a search path before it; only this package calls it."""
        super().execute(query)

    def executemany(self, query: Any, params_seq: Iterable[Any], **kwargs: Any) -> None:
        """Execute many in one explicit transaction, which holds the search path."""
        with self._pinned():
            super().executemany(query, params_seq, **kwargs)

    @contextmanager
    def copy(self, statement: Any, params: Any = None, **kwargs: Any) -> Iterator[Copy]:
        """COPY inside a transaction that holds the search path."""
        with self._pinned(), super().copy(statement, params, **kwargs) as copying:
            yield copying

    def stream(self, query: Any, params: Any = None, **kwargs: Any) -> Iterator[Any]:
        """Stream rows inside a transaction that holds the search path."""
        with self._pinned():
            yield from super().stream(query, params, **kwargs)

    @contextmanager
    def _pinned(self) -> Iterator[None]:
        prelude = prelude_for(self._scope())
        if self._conn.info.transaction_status != TransactionStatus.IDLE:
            send_alone(self._conn, prelude)
            yield
            return
        with self._conn.transaction():
            send_alone(self._conn, prelude)
            yield


class WorkspaceServerSideCursor(ScopedCursorMixin, DjangoServerSideCursor):
    """A named cursor; only opened inside a transaction, so its path is set just before."""

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
        """DECLARE the cursor in the workspace; the plan is bound to its tables from then on."""
        send_alone(self._conn, prelude_for(self._scope()))
        return super().execute(query, params, **kwargs)


def send_alone(connection: Any, prelude: str) -> None:
    """Send the search path as a message of its own on an open transaction."""
    with connection.cursor() as cursor:
        cursor.bare(prelude)
