"""Introspection that understands the qualified names of shared tables."""

from typing import Any

from django.db.backends.postgresql import introspection as postgresql

from .qualify import unqualified


class DatabaseIntrospection(postgresql.DatabaseIntrospection):
    """Looks tables up by their bare name in the schemas that are open."""

    def identifier_converter(self, name: str) -> str:
        """Return the bare table name, as the catalogue lists it."""
        return unqualified(name)

    def get_table_description(self, cursor: Any, table_name: str) -> Any:
        """Describe the columns of a table."""
        return super().get_table_description(cursor, unqualified(table_name))

    def get_sequences(self, cursor: Any, table_name: str, table_fields: Any = ()) -> Any:
        """List the sequences that a table owns."""
        return super().get_sequences(cursor, unqualified(table_name), table_fields)

    def get_relations(self, cursor: Any, table_name: str) -> Any:
        """List the foreign keys of a table."""
        return super().get_relations(cursor, unqualified(table_name))

    def get_constraints(self, cursor: Any, table_name: str) -> Any:
        """List constraints and indexes of a table."""
        return super().get_constraints(cursor, unqualified(table_name))
