"""`manage.py migrate`: the public schema. Workspaces have `migrate_workspaces`."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from tenants.context import shared_schema

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "citext")
PREPARE = (
    "CREATE SCHEMA IF NOT EXISTS extensions",
    *(f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA extensions" for name in EXTENSIONS),
)


class Command(DjangoMigrate):
    """Migrates the shared apps; makes the extensions' schema first."""

    help = "Migrate the public schema. Use migrate_workspaces for the workspaces."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the database, then let Django migrate the shared apps."""
        with shared_schema():
            prepare_database(options["database"])
            super().handle(*args, **options)


def prepare_database(alias: str) -> None:
    """Make the schema of extensions, and let raw connections see nothing else by default."""
    with connections[alias].cursor() as cursor:
        for statement in PREPARE:
            cursor.execute(statement)
        name = connections[alias].ops.quote_name(connections[alias].settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET search_path TO extensions")
