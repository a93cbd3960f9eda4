"""`manage.py lintmigrations`: finds migrations that would lock or break what runs.

django-migration-linter reads the SQL of each migration. Here that SQL depends on where the
app's tables live, so each app is read in its own scope: the public schema or a workspace.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tenants.context import WorkspaceRef, shared_schema, use_workspace

SHARED = ("identity", "tenants")
NOWHERE = WorkspaceRef(id=UUID(int=0), schema="w_lint", generation=0)


class Command(BaseCommand):
    """Lints every migration of ours; needs the development packages."""

    help = "Check our migrations for what breaks while the old code still runs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per migration; raise CommandError where one is unsafe."""
        try:
            from django_migration_linter import MigrationLinter
        except ImportError:
            raise CommandError("Install requirements/dev.txt: the linter is not here.") from None

        class ScopedLinter(MigrationLinter):
            def get_sql(self, app_label: str, migration_name: str) -> list[str]:
                with scope_of(app_label):
                    return list(super().get_sql(app_label, migration_name))

        linter = ScopedLinter(
            include_apps=[*SHARED, *sorted(settings.WORKSPACE_APP_LABELS)],
            analyser_string="postgresql",
            no_cache=True,
        )
        linter.lint_all_migrations()
        linter.print_summary()
        if linter.has_errors:
            raise CommandError("At least one migration is unsafe; see the lines above.")


@contextmanager
def scope_of(app_label: str) -> Iterator[None]:
    """Work where the tables of an app live."""
    if app_label in settings.WORKSPACE_APP_LABELS:
        with use_workspace(NOWHERE):
            yield
    else:
        with shared_schema():
            yield
