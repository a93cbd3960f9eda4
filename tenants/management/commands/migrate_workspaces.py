"""`manage.py migrate_workspaces`: brings every workspace's tables up to the code."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from shared_apps.foundation.errors import AtriumError
from tenants.management.terminal import console_on
from tenants.provisioning import migrator, pool
from tenants.provisioning.drift import check_drift
from tenants.provisioning.errors import CanaryFailed, CannotCompile
from tenants.provisioning.registry import behind, by_workspace, canaries
from tenants.provisioning.replay import remaining

PROBLEMS = (AtriumError, CannotCompile, CanaryFailed)


class Command(BaseCommand):
    """Plans once, tries one workspace, replays in all, refills the pool."""

    help = "Bring every workspace's tables up to the code, and fill the pool of ready schemas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--plan", action="store_true", help="show what would be done")
        what.add_argument(
            "--check", action="store_true", help="exit with 1 where a workspace is behind"
        )
        what.add_argument(
            "--check-drift",
            action="store_true",
            help="compare every schema with what it should look like",
        )
        parser.add_argument("--jobs", type=int, default=2, help="workspaces at a time (2)")
        parser.add_argument(
            "--lock-timeout", type=int, default=1000, help="milliseconds to wait for a lock (1000)"
        )
        parser.add_argument(
            "--attempts", type=int, default=6, help="times to try where a lock is held (6)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the four things."""
        self.console = console_on(self.stdout)
        self.is_quiet = options["verbosity"] == 0
        try:
            if options["check"]:
                self._check()
            elif options["check_drift"]:
                self._check_drift()
            elif options["plan"]:
                self._show_plan()
            else:
                self._migrate(options)
        except PROBLEMS as problem:
            raise CommandError(str(problem)) from problem

    def _say(self, sentence: str) -> None:
        if not self.is_quiet:
            self.console.print(sentence, markup=False)

    def _check(self) -> None:
        rows = behind()
        if rows:
            raise CommandError(f"{_count(len(by_workspace(rows)))} behind the code.")
        self._say("Every workspace is up to date.")

    def _check_drift(self) -> None:
        checked = drifted = 0
        for found in check_drift():
            checked += 1
            if found is None:
                continue
            drifted += 1
            self.console.print(f"{found.slug} ({found.schema})", style="bold", markup=False)
            for line in found.lines:
                self.console.print(f"  {line}", markup=False, soft_wrap=True)
        if drifted:
            raise CommandError(f"{_count(drifted)} not as they should be, of {checked}.")
        self._say(f"{checked} schemas compared; every one is as it should be.")

    def _show_plan(self) -> None:
        rows = behind()
        table = Table("App", "From", "To", "Workspaces", "Work", "First (canary)")
        first = {id(each) for group in canaries(by_workspace(rows)) for each in group}
        kinds = sorted({(each.label, each.position.migration) for each in rows})
        for label, source in kinds:
            those = [e for e in rows if (e.label, e.position.migration) == (label, source)]
            units = remaining(those[0])
            work = ", ".join(f"{sum(u.kind == k for u in units)} {k}" for k in _kinds(units))
            canary = ", ".join(each.slug for each in those if id(each) in first)
            table.add_row(label, source, units[-1].migration, str(len(those)), work, canary)
        self.console.print(table if rows else "Every workspace is up to date.")

    def _migrate(self, options: dict[str, Any]) -> None:
        migrator.compile_all()
        total = len(by_workspace(behind()))
        chosen = migrator.Options(
            options["jobs"], options["lock_timeout"], max(1, options["attempts"])
        )
        with self._bar() as bar:
            task = bar.add_task("Workspaces", total=total)
            outcome = migrator.migrate_workspaces(
                chosen, lambda done: bar.update(task, completed=done)
            )
        dropped, made = pool.drop_stale(), pool.refill_pool()
        self._say(
            f"{_count(outcome.done)} brought up to date. "
            f"Pool of ready schemas: {made} made, {dropped} outdated ones dropped."
        )
        self._report(outcome)

    def _bar(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            disable=self.is_quiet or not self.console.is_terminal,
        )

    def _report(self, outcome: migrator.Outcome) -> None:
        if not outcome.failures:
            return
        table = Table("Workspace", "App", "After", "Reason")
        for each in outcome.failures:
            at = each.tables.position.migration
            table.add_row(each.tables.slug, each.tables.label, at, each.reason)
        self.console.print(table)
        raise CommandError(
            f"{_count(len(outcome.failures))} not up to date. Nothing is half done there: "
            "run the command again once the reason is gone."
        )


def _count(number: int) -> str:
    return "1 workspace is" if number == 1 else f"{number} workspaces are"


def _kinds(units: Any) -> list[str]:
    return sorted({unit.kind for unit in units}, key=("sql", "apart", "concurrent", "python").index)
