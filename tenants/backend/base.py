"""The connection: Django's, with workspace-scoped cursors and django-tenants' surface.

django-tenants reads `connection.schema_name` and `.tenant` (its router and commands do);
its setters are refused, because a schema that is set on a connection outlives the code
that set it. Use `tenants.context.use_workspace`.
"""

from typing import Any, NoReturn

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base as postgresql
from django.db.backends.postgresql.psycopg_any import register_tzloader
from django.db.transaction import Atomic
from psycopg.adapt import PyFormat  # noqa: F401  (fails early where psycopg 3 is missing)

from tenants.context import (
    CrossWorkspaceTransaction,
    WorkspaceRef,
    current,
    refuse_server_side_binding,
)

from .cursors import WorkspaceCursor, WorkspaceServerSideCursor
from .introspection import DatabaseIntrospection
from .schema import DatabaseSchemaEditor

PUBLIC_SCHEMA = "public"


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """A connection whose every statement says which workspace it is for."""

    SchemaEditorClass = DatabaseSchemaEditor
    introspection_class = DatabaseIntrospection

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refuse_server_side_binding(self.settings_dict.get("OPTIONS") or {})
        self._bound: tuple[Atomic, WorkspaceRef] | None = None
        # CREATE DATABASE and the like run on a connection that serves no workspace.
        self.is_maintenance = self.alias == NO_DB_ALIAS

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg's parameters, with the scoped cursor as the only cursor."""
        params: dict[str, Any] = super().get_connection_params()
        params["cursor_factory"] = WorkspaceCursor
        return params

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a scoped cursor; a named one only ever inside a transaction."""
        if name is None:
            cursor = super().create_cursor()
            cursor.wrapper = self
            return cursor
        named = WorkspaceServerSideCursor(
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

    def bind_transaction(self, where: WorkspaceRef) -> None:
        """Bind the open transaction to one workspace; raise CrossWorkspaceTransaction.

        The transaction that a test case wraps around a whole test does not count.
        """
        outermost = next((b for b in self.atomic_blocks if not b._from_testcase), None)
        if outermost is None:
            return
        if self._bound is None or self._bound[0] is not outermost:
            self._bound = (outermost, where)
        elif self._bound[1] != where:
            raise CrossWorkspaceTransaction(
                "This transaction belongs to another workspace. Commit it before you "
                "touch the data of a second one."
            )

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
        raise RuntimeError(
            "Use tenants.context.use_workspace(...), not connection.set_tenant."
        )

    set_schema = set_tenant
    set_schema_to_public = set_tenant
