"""`manage.py up`: front door, web, live, worker and beat, with their servers.

manage.py hands the command to the supervisor before Django loads, because the settings need
servers that the supervisor starts. This shell lists it in `manage.py help` and serves
call_command.
"""

import sys

from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string


class Command(BaseCommand):
    """Runs every part of Atrium on this machine until Ctrl-C."""

    help = "Run every part of Atrium on this machine and keep it running."
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand everything after `up` to the supervisor and end with its exit code."""
        sys.exit(self.handle(*argv[2:]))

    def handle(self, *arguments: str, **_: object) -> int:  # type: ignore[override]
        """Run the supervisor; return its exit code."""
        # Named, not imported: the foundation stands below config.
        code: int = import_string("config.supervisor.up.main")(arguments)
        return code
