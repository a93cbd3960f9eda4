"""`manage.py workspaces list|create|show|drop|pool`."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db.models import Count, Prefetch, Q
from rich.progress import track
from rich.table import Table

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError
from shared_apps.identity.models import User
from tenants.management.terminal import console_on
from tenants.models import Membership, ModuleSwitch, Workspace
from tenants.provisioning import pool
from tenants.provisioning.actions import drop_workspace, found_workspace
from tenants.provisioning.sizes import size_of
from tenants.slugs import check_slug

MEGABYTE = 1024 * 1024


class Command(BaseCommand):
    """Looks after workspaces from the shell."""

    help = "List, create, show and drop workspaces, and fill the pool of ready schemas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="all workspaces")
        create = verbs.add_parser("create", help="found a workspace for a person")
        create.add_argument("slug")
        create.add_argument("--name", help="defaults to the slug")
        create.add_argument("--owner", required=True, metavar="EMAIL")
        show = verbs.add_parser("show", help="one workspace in full")
        show.add_argument("slug")
        drop = verbs.add_parser("drop", help="delete a workspace with all its data, for good")
        drop.add_argument("slug")
        drop.add_argument("--confirm", metavar="SLUG", help="the slug again, instead of asking")
        ready = verbs.add_parser("pool", help="show, fill or empty the pool of ready schemas")
        ready.add_argument("--fill", type=int, metavar="N", help="make schemas until N are ready")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb."""
        self.console = console_on(self.stdout)
        try:
            getattr(self, f"_{options['verb']}")(options)
        except AtriumError as problem:
            raise CommandError(problem.message) from problem

    def _list(self, _options: dict[str, Any]) -> None:
        table = Table("Slug", "Name", "Status", "Schema", "Members", "Modules on", "Since")
        switched_on = Prefetch(
            "switches", ModuleSwitch.objects.filter(state="on").exclude(module="kernel")
        )
        rows = Workspace.objects.order_by("slug").prefetch_related(switched_on)
        for row in rows.annotate(members=Count("memberships", Q(memberships__is_active=True))):
            on = ", ".join(sorted(switch.module for switch in row.switches.all()))
            since = f"{row.created_at:%Y-%m-%d}"
            schema, members = row.schema_name, str(row.members)
            table.add_row(row.slug, row.name, row.status, schema, members, on, since)
        self.console.print(table)

    def _create(self, options: dict[str, Any]) -> None:
        email = options["owner"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as problem:
            raise CommandError(f"“{email}” is not an e-mail address.") from problem
        check_slug(options["slug"])
        owner = User.objects.filter(email__iexact=email).first()
        if owner is None:
            owner = User.objects.create_user(email)
            self.console.print(f"{email} is new here and can set a password by resetting it.")
        made = found_workspace(
            name=options["name"] or options["slug"], slug=options["slug"], owner=owner, at=now()
        )
        self.console.print(f"{made.slug} stands in schema {made.schema_name}.")

    def _show(self, options: dict[str, Any]) -> None:
        row = found(options["slug"])
        owner = Membership.objects.filter(workspace=row, role="owner").select_related("user")
        size = size_of(row.schema_name)
        table = Table("What", "Value", show_header=False)
        for what, value in (
            ("Slug", row.slug),
            ("Name", row.name),
            ("Id", str(row.pk)),
            ("Status", row.status),
            ("Schema", f"{row.schema_name}, life {row.generation}"),
            ("Owner", ", ".join(each.user.email for each in owner)),
            ("Domains", ", ".join(row.domains.values_list("domain", flat=True)) or "none"),
            ("Size", f"{size.tables} tables, {size.size_bytes / MEGABYTE:.1f} MB"),
        ):
            table.add_row(what, value)
        self.console.print(table)
        self.console.print(switches_table(row))

    def _drop(self, options: dict[str, Any]) -> None:
        row = found(options["slug"])
        size = size_of(row.schema_name)
        typed = options["confirm"] or input(
            f"{row.name}: {size.tables} tables, {size.size_bytes / MEGABYTE:.1f} MB go for good. "
            f"Type “{row.slug}” to confirm: "
        )
        drop_workspace(workspace=row, confirmation=typed)
        self.console.print(f"{row.slug} is gone.")

    def _pool(self, options: dict[str, Any]) -> None:
        wanted = options["fill"]
        if wanted is not None:
            pool.drop_stale()
            missing = max(0, wanted - pool.ready_count())
            for _ in track(range(missing), "Making schemas", console=self.console):
                pool.refill_pool(size=wanted, most=1)
        self.console.print(f"{pool.ready_count()} schemas are ready.")


def found(slug: str) -> Workspace:
    """Return a workspace by its slug; raise CommandError."""
    row = Workspace.objects.filter(slug=slug).first()
    if row is None:
        raise CommandError(f"There is no workspace “{slug}”.")
    return row


def switches_table(workspace: Workspace) -> Table:
    """Return a workspace's modules with state and level, as a table to print."""
    table = Table("Module", "State", "Level", "Since", "Exported", "Problem")
    for row in workspace.switches.order_by("module"):
        exported = f"{row.exported_at:%Y-%m-%d %H:%M}" if row.exported_at else ""
        level = f"{row.migration} + {row.step}" if row.step else row.migration
        since = f"{row.switched_at:%Y-%m-%d %H:%M}"
        table.add_row(row.module, row.get_state_display(), level, since, exported, row.last_error)
    return table
