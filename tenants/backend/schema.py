"""Schema editor that can tell what it did, so that it can be replayed elsewhere."""

from typing import Any

from django.db.backends.postgresql import schema as postgresql

from .qualify import unqualified


class DatabaseSchemaEditor(postgresql.DatabaseSchemaEditor):
    """Django's editor; records each statement on `connection.ddl_log` where that is a list."""

    def execute(self, sql: Any, params: Any = ()) -> Any:
        """Execute DDL and, while a plan is being made, write it down."""
        log: list[str] | None = getattr(self.connection, "ddl_log", None)
        if log is not None:
            # As Django's own editor merges them: a "%%" in it means "%" once merged.
            text = str(sql)
            log.append(text if params is None else self.connection.ops.compose_sql(text, params))
        return super().execute(sql, params)

    def alter_db_table(self, model: Any, old_db_table: str, new_db_table: str) -> None:
        """Rename a table; PostgreSQL takes only a bare name behind RENAME TO."""
        super().alter_db_table(model, old_db_table, unqualified(new_db_table))
