"""`manage.py flush`: empties the public schema's tables (used between tests)."""

from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush

from tenants.context import shared_schema


class Command(DjangoFlush):
    """Flushes shared tables, addressed in their own schema."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Flush in the scope of the public schema."""
        with shared_schema():
            super().handle(*args, **options)
