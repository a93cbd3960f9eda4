"""django-tenants' name for what `migrate` and `migrate_workspaces` do here."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Runs both, in order."""

    help = "Migrate the public schema, then every workspace."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate shared apps, then workspaces."""
        call_command("migrate", verbosity=options["verbosity"])
        call_command("migrate_workspaces", verbosity=options["verbosity"])
