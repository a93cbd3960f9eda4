"""Commands that work for one workspace."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.context import use_workspace
from tenants.models import Workspace


class WorkspaceCommand(BaseCommand):
    """A management command with `--workspace SLUG`, which runs inside that workspace.

    Subclasses write `handle_in_workspace`.
    """

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the workspace; subclasses that add arguments call this."""
        parser.add_argument("--workspace", metavar="SLUG", required=True)

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Run in the workspace; raise CommandError for a slug that nobody has."""
        slug = options.pop("workspace")
        workspace = Workspace.objects.filter(slug=slug).first()
        if workspace is None:
            raise CommandError(f"No workspace has the address “{slug}”.")
        with use_workspace(workspace):
            return self.handle_in_workspace(workspace, *args, **options)

    def handle_in_workspace(self, workspace: Workspace, *args: Any, **options: Any) -> str | None:
        """Do the command's work; the workspace is set."""
        raise NotImplementedError
