"""Brings every workspace up to the code: planned once, replayed everywhere.

First one workspace (or as few as show every kind of upgrade), the canary: if that fails,
nothing else is touched. Then the others, each table set in transactions of its own; one
that fails is noted and reported, and does not keep the others waiting.
"""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, connection

from shared_apps.foundation.clock import now
from tenants.context import no_workspace
from tenants.models import ModuleSwitch

from .errors import CanaryFailed, LevelMoved
from .levels import workspace_apps
from .locks import is_transient
from .plans import plan
from .registry import behind, by_workspace, canaries
from .replay import Tables, bring_up, failing_statement

FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 5.0
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Options:
    """How to go about it: workers, patience for a lock, and how often to come back for it."""

    jobs: int = 1
    lock_timeout_ms: int = 1000
    attempts: int = 6


@dataclass(frozen=True)
class Failure:
    """One table set that could not be brought up, and why."""

    tables: Tables
    reason: str
    is_transient: bool


@dataclass
class Outcome:
    """What a run did: workspaces brought up, and what failed."""

    done: int = 0
    failures: list[Failure] = field(default_factory=list)


def compile_all() -> int:
    """Compile every plan that sign-ups, switches and this run need; return how many."""
    sources = {(label, "") for label in workspace_apps()}
    sources |= {(each.label, each.position.migration) for each in behind()}
    for label, source in sorted(sources):
        plan(label, source)
    return len(sources)


def migrate_workspaces(options: Options, on_progress: Progress = lambda _: None) -> Outcome:
    """Bring all workspaces up; raise CanaryFailed. `on_progress` gets how many are done."""
    groups, outcome = by_workspace(behind()), Outcome()
    for group in canaries(groups):
        _try_canary(group, options)
        groups.remove(group)
        outcome.done += 1
        on_progress(outcome.done)
    for attempt in range(options.attempts):
        failures = _one_pass(groups, options, outcome, on_progress)
        again = {each.tables.slug for each in failures if each.is_transient}
        is_last = not again or attempt == options.attempts - 1
        outcome.failures += [each for each in failures if is_last or not each.is_transient]
        if is_last:
            break
        time.sleep(_wait(attempt))
        # Asked anew: a group may have come half-way before it met the lock.
        groups = [group for group in by_workspace(behind()) if group[0].slug in again]
    for failure in outcome.failures:
        write_down(failure, at=now())
    _flush()
    return outcome


def _wait(attempt: int) -> float:
    longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0**attempt)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - only spreads attempts out


def _try_canary(group: list[Tables], options: Options) -> None:
    slug, failure = group[0].slug, _bring_up_group(group, options)
    for attempt in range(options.attempts - 1):
        if failure is None or not failure.is_transient:
            break
        time.sleep(_wait(attempt))
        group = [each for each in behind() if each.slug == slug]
        failure = _bring_up_group(group, options)
    if failure is not None:
        write_down(failure, at=now())
        raise CanaryFailed(
            f"{slug}, {failure.tables.label} after "
            f"{failure.tables.position.migration}: {failure.reason}"
        )


def _one_pass(
    groups: list[list[Tables]], options: Options, outcome: Outcome, on_progress: Progress
) -> list[Failure]:
    failures: list[Failure] = []

    def settle(failure: Failure | None) -> None:
        if failure is not None:
            failures.append(failure)
            return
        outcome.done += 1
        on_progress(outcome.done)

    if options.jobs == 1:
        for group in groups:
            settle(_bring_up_group(group, options))
        return failures
    shares = [groups[number :: options.jobs] for number in range(options.jobs)]
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(lambda share: _work_through(share, options, settle), shares))
    return failures


def _work_through(
    share: list[list[Tables]], options: Options, settle: Callable[[Failure | None], None]
) -> None:
    try:
        for group in share:
            settle(_bring_up_group(group, options))
    finally:
        connection.close()


def _bring_up_group(group: list[Tables], options: Options) -> Failure | None:
    """Bring one workspace up, kernel first; return the failure at which it stopped."""
    for tables in group:
        try:
            # Another migrator that was faster has done the work.
            with suppress(LevelMoved):
                bring_up(tables, lock_timeout_ms=options.lock_timeout_ms)
        except DatabaseError as error:
            return Failure(tables, _sentence(tables, error), is_transient(error))
        except Exception as error:  # noqa: BLE001 - a data migration may raise anything
            return Failure(tables, f"{type(error).__name__}: {error}", is_transient=False)
    return None


def _sentence(tables: Tables, error: DatabaseError) -> str:
    reason = str(error).strip().splitlines()[0]
    if is_transient(error):
        return reason
    fresh = next((e for e in behind() if e.switch_id == tables.switch_id), tables)
    statement = failing_statement(fresh)
    return f"{reason} in: {statement}" if statement else reason


def write_down(failure: Failure, *, at: datetime) -> None:
    """Note a failure in the registry, for the platform owner's admin to show."""
    with no_workspace():
        ModuleSwitch.objects.filter(pk=failure.tables.switch_id).update(
            failed_at=at, last_error=failure.reason
        )


def _flush() -> None:
    """Make the relaxed commits of this run durable: this commit waits for all before it."""
    with no_workspace(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'atrium', 'workspaces migrated')")
