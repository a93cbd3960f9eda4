"""The connection: Django's, with workspace-scoped cursors and django-tenants' surface.

django-tenants reads `connection.schema_name` and `.tenant` (its router and commands do);
its setters are refused, because a schema that is set on a connection outlives the code
that set it. Use `tenants.context.use_workspace`.
"""

import weakref
from typing import Any, NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base as postgresql
from django.db.backends.postgresql.psycopg_any import register_tzloader

from tenants.context import CrossWorkspaceTransaction, Scope, WorkspaceRef, current

from .cursors import IDLE, WorkspaceCursor, WorkspaceServerSideCursor
from .introspection import DatabaseIntrospection
from .operations import DatabaseOperations
from .schema import DatabaseSchemaEditor

PUBLIC_SCHEMA = "public"
SERVER_TRANSACTION = "transaction"


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """A connection whose every statement says which workspace it is for."""

    SchemaEditorClass = DatabaseSchemaEditor
    introspection_class = DatabaseIntrospection
    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refuse_server_side_binding(self.settings_dict.get("OPTIONS") or {})
        # Which transaction belongs to which schema.
        self._bound: tuple[str, str] | None = None
        # CREATE DATABASE and the like run on a connection that serves no workspace.
        self.is_maintenance = self.alias == NO_DB_ALIAS

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg's parameters, with the scoped cursor as the only cursor."""
        params: dict[str, Any] = super().get_connection_params()
        params["cursor_factory"] = WorkspaceCursor
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect (or borrow from the pool); cursors made on it directly are scoped too."""
        connection = super().get_new_connection(conn_params)
        connection.server_cursor_factory = WorkspaceServerSideCursor
        connection.django_wrapper = weakref.ref(self)
        self._bound = None
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a scoped cursor; a named one only ever inside a transaction."""
        if name is None:
            cursor = super().create_cursor()
            cursor.wrapper = self
            return cursor
        named = WorkspaceServerSideCursor(  # type: ignore[call-arg]
            self.connection, name=name, scrollable=False, withhold=False
        )
        named.wrapper = self
        register_tzloader(self.timezone, named)
        return named

    def chunked_cursor(self) -> Any:
        """Return a server-side cursor in a transaction, else an ordinary one.

        A cursor WITH HOLD would live on a server connection that a pooler hands to others;
        wrap `.iterator()` in `transaction.atomic()` to stream.
        """
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()

    def admit(self, where: Scope, connection: Any) -> None:
        """Bind the open transaction to one workspace; raise CrossWorkspaceTransaction.

        Called before every statement. The transaction that a test case wraps around a whole
        test does not count; the outermost savepoint inside it stands for the transaction.
        """
        if self.atomic_blocks and self.atomic_blocks[0]._from_testcase:  # type: ignore[attr-defined]  # noqa: SLF001
            within = self._savepoint_in_test()
            if within is None:
                return
        else:
            within = SERVER_TRANSACTION
            if connection.pgconn.transaction_status == IDLE:
                self._bound = None
                if connection.autocommit:
                    return
        if isinstance(where, WorkspaceRef):
            self._bind(within, where.schema)

    def _bind(self, within: str, schema: str) -> None:
        if self._bound is None or self._bound[0] != within:
            self._bound = (within, schema)
        elif self._bound[1] != schema:
            raise CrossWorkspaceTransaction(
                "This transaction belongs to another workspace. Commit it before you "
                "touch the data of a second one."
            )

    def _savepoint_in_test(self) -> str | None:
        blocks = self.atomic_blocks
        depth = next((i for i, b in enumerate(blocks) if not b._from_testcase), None)  # type: ignore[attr-defined]  # noqa: SLF001
        return None if depth is None else self.savepoint_ids[depth - 1] or "no savepoint"

    @property
    def schema_name(self) -> str:
        """The current schema as django-tenants names it; public where none is set."""
        ref = current()
        return ref.schema if ref else PUBLIC_SCHEMA

    @property
    def tenant(self) -> WorkspaceRef | None:
        """The current workspace, for django-tenants' readers."""
        return current()

    def set_tenant(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: connections have no workspace of their own here."""
        raise RuntimeError("Use tenants.context.use_workspace(...), not connection.set_tenant.")

    set_schema = set_tenant
    set_schema_to_public = set_tenant


def refuse_server_side_binding(options: dict[str, Any]) -> None:
    """Raise ImproperlyConfigured where statements could not carry their schema.

    Only the simple protocol takes two statements in one message.
    """
    if options.get("server_side_binding") or options.get("prepare_threshold") is not None:
        raise ImproperlyConfigured(
            "server_side_binding and prepare_threshold cannot be used: each statement "
            "carries its workspace in the same simple-protocol message."
        )
