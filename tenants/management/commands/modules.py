"""`manage.py modules list|on|off|export|purge --workspace SLUG`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.table import Table

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError
from shared_apps.registry.discovery import modules
from tenants.management.terminal import console_on
from tenants.models import ModuleSwitch, Workspace
from tenants.provisioning.actions import preview_purge, purge, switch_off, switch_on
from tenants.provisioning.exports import export_module
from tenants.provisioning.levels import leaf

from .workspaces import found


class Command(BaseCommand):
    """Switches modules of one workspace from the shell."""

    help = "List, switch, export and purge the modules of a workspace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, sentence in (
            ("list", "installed modules, and their state in a workspace"),
            ("on", "switch a module on"),
            ("off", "switch a module off; its data is kept"),
            ("export", "write a module's data to a zip"),
            ("purge", "delete the data of a module that is off, for good"),
        ):
            made = verbs.add_parser(verb, help=sentence)
            if verb != "list":
                made.add_argument("module")
            made.add_argument("--workspace", metavar="SLUG", required=verb != "list")
            if verb in {"export", "purge"}:
                made.add_argument("--to", type=Path, help="where the zip goes")
            if verb == "purge":
                made.add_argument("--confirm", metavar="MODULE", help="instead of asking")
                made.add_argument("--without-export", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb."""
        self.console = console_on(self.stdout)
        try:
            if options["verb"] == "list":
                self._list(options["workspace"])
            else:
                workspace = found(options["workspace"])
                getattr(self, f"_{options['verb']}")(workspace, options["module"], options)
        except AtriumError as problem:
            raise CommandError(problem.message) from problem

    def _list(self, slug: str | None) -> None:
        rows = found(slug).switches.all() if slug else ()
        states = {row.module: row for row in rows}
        table = Table(
            "Module", "Name", "Code at", *(("State", "Tables at") if slug else ("On in",))
        )
        for label, manifest in modules().items():
            row = states.get(label)
            on = ModuleSwitch.objects.filter(module=label, state="on")
            last = (
                (row.get_state_display() if row else "Never on", row.migration if row else "")
                if slug
                else (f"{on.count()} workspaces",)
            )
            table.add_row(label, manifest.name, leaf(label), *last)
        self.console.print(table)

    def _on(self, workspace: Workspace, label: str, _options: dict[str, Any]) -> None:
        switch_on(workspace=workspace, label=label, by=None, at=now())
        self.console.print(f"{label} is on in {workspace.slug}.")

    def _off(self, workspace: Workspace, label: str, _options: dict[str, Any]) -> None:
        switch_off(workspace=workspace, label=label, by=None, at=now())
        self.console.print(f"{label} is off in {workspace.slug}; its data is kept.")

    def _export(self, workspace: Workspace, label: str, options: dict[str, Any]) -> None:
        at = now()
        name = f"{workspace.slug}-{label}-{at:%Y%m%dT%H%M%SZ}.zip"
        to = options["to"] or settings.VAR_DIR / "exports" / name
        to.parent.mkdir(parents=True, exist_ok=True)
        export_module(workspace=workspace, label=label, to=to, at=at)
        self.console.print(f"The data of {label} is in {to}.", soft_wrap=True)

    def _purge(self, workspace: Workspace, label: str, options: dict[str, Any]) -> None:
        counts = preview_purge(workspace=workspace, label=label)
        table = Table("Table", "Rows")
        for each in counts:
            table.add_row(each.table, f"{each.rows:,}")
        self.console.print(table)
        typed = options["confirm"] or input(f"All this goes for good. Type “{label}” to confirm: ")
        if typed != label:
            raise CommandError(f"Nothing was deleted: type exactly “{label}” to confirm.")
        if not options["without_export"]:
            self._export(workspace, label, options)
        purge(
            workspace=workspace,
            label=label,
            by=None,
            at=now(),
            without_export=options["without_export"],
        )
        self.console.print(f"The data of {label} is gone from {workspace.slug}.")
