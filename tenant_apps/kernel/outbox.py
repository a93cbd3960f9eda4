"""Facts out of the transaction, delivered after commit, at least once.

- A fact exists exactly when the change it tells of does: both are in one transaction.
- Each reaction runs in one transaction with the row that says it has run, so what it does
  in the database happens exactly once. What it does beyond (mail, HTTP) may happen twice
  where a worker dies in between, and must be idempotent.
- A fact is claimed by a short lease before its reactions run. A worker that is killed
  leaves a lease that runs out; the attempt counts, so a fact that kills workers is parked.
- No order is promised. Facts start oldest first, but several workers and retries overtake
  each other: a reaction reads the present state instead of trusting the fact to be latest.
- A module that is off when a fact is delivered does not get it, then or later. On switching
  on it reads what it needs; nothing is replayed to it.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet

from shared_apps.foundation.after_commit import after_commit
from shared_apps.registry.discovery import modules
from shared_apps.registry.facts import Fact, fact_class, name_of, payload_of
from shared_apps.registry.manifest import Reaction
from shared_apps.registry.resolve import resolve
from tenants.context import WorkspaceRef, require
from tenants.jobs import enqueue_for
from tenants.models import PendingOutbox
from tenants.modules import is_on

from .models import OutboxFact, OutboxReaction

logger = logging.getLogger("atrium.outbox")
DELIVERY_JOB = "kernel.deliver_facts"
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 15
AT_ONCE = 100
KEEP_DELIVERED = timedelta(days=30)


class UnknownFact(LookupError):
    """No installed module defines a fact of this name (any more)."""


@dataclass(frozen=True)
class Wake:
    """Queues one delivery for one workspace; equal ones in a transaction are queued once."""

    ref: WorkspaceRef

    def __call__(self) -> None:
        """Queue the delivery job."""
        enqueue_for(self.ref, DELIVERY_JOB)


def publish(fact: Fact) -> OutboxFact:
    """Write a fact in the current transaction; it is delivered once that commits."""
    ref = require()
    row = OutboxFact.objects.create(name=name_of(fact), payload=payload_of(fact))
    wake = Wake(ref)
    if wake not in [registered[1] for registered in connection.run_on_commit]:
        # The note in the public schema lets one query find the workspaces with facts to
        # deliver, should the message be lost. A plain insert: no writer waits for another.
        PendingOutbox.objects.create(workspace_id=ref.id)
        after_commit(wake)
    return row


def deliver_due(*, at: datetime, most: int = AT_ONCE) -> int:
    """Deliver facts that are due at `at`; return how many were attempted.

    Any number of workers may run this at once.
    """
    noted = list(_notes().values_list("pk", flat=True))
    attempted = 0
    while attempted < most and deliver_one(at=at):
        attempted += 1
    if not waiting().exists():
        # Only notes read before: a fact committed meanwhile has a note of its own.
        PendingOutbox.objects.filter(pk__in=noted).delete()
    return attempted


def waiting() -> "QuerySet[OutboxFact]":
    """Return the current workspace's facts that are neither delivered nor parked."""
    return OutboxFact.objects.filter(delivered_at=None, parked_at=None)


def _notes() -> "QuerySet[PendingOutbox]":
    return PendingOutbox.objects.filter(workspace_id=require().id)


def deliver_one(*, at: datetime) -> bool:
    """Claim the oldest due fact and run its reactions; return False where none is due."""
    row = _claim(at)
    if row is None:
        return False
    failures = [
        failure
        for reaction in reactions_to(row.name)
        if (failure := _react(row, reaction, at)) is not None
    ]
    _settle(row, failures, at)
    return True


def _claim(at: datetime) -> OutboxFact | None:
    """Take the lease of the oldest due fact; the attempt counts from here on."""
    with transaction.atomic():
        row = (
            waiting()
            .select_for_update(skip_locked=True)
            .filter(next_attempt_at__lte=at)
            .order_by("next_attempt_at", "id")
            .first()
        )
        if row is not None:
            OutboxFact.objects.filter(pk=row.pk).update(
                attempts=F("attempts") + 1, next_attempt_at=at + LEASE
            )
            row.attempts += 1
    return row


def reactions_to(name: str) -> Iterator[Reaction]:
    """Yield the reactions to a fact, of modules that are on in the current workspace."""
    for manifest in modules().values():
        if is_on(manifest.label):
            yield from (each for each in manifest.reactions if each.fact == name)


def _react(row: OutboxFact, reaction: Reaction, at: datetime) -> str | None:
    """Run one reaction unless it has run; return what went wrong, or None."""
    if row.attempts > MOST_ATTEMPTS:
        return f"{reaction.handler}: never came to an end"
    try:
        with transaction.atomic():
            # A second worker waits here until the first has committed, then finds the row.
            _, first = OutboxReaction.objects.get_or_create(
                fact=row, handler=reaction.handler, defaults={"done_at": at}
            )
            if first:
                resolve(reaction.handler)(revived(row))
    except Exception as problem:
        # Whatever a reaction fails with, it means "again later"; the sentence may hold
        # personal data, so only the kind of failure is kept in the row.
        logger.exception("reaction failed", extra={"fact": row.name, "handler": reaction.handler})
        return f"{reaction.handler}: {type(problem).__name__}"
    return None


def revived(row: OutboxFact) -> Fact:
    """Return the fact as its dataclass again; raise UnknownFact where nobody defines it."""
    made = fact_class(row.name)
    if made is None:
        raise UnknownFact(f"No fact is known by the name {row.name!r}.")
    revived_fact: Fact = made(**row.payload)
    return revived_fact


def retry_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: 5 s, 10 s, … one hour."""
    doublings = min(attempts - 1, 20)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


def _settle(row: OutboxFact, failures: list[str], at: datetime) -> None:
    mine = OutboxFact.objects.filter(pk=row.pk)
    if not failures:
        mine.update(delivered_at=at, last_error="")
        return
    error = "; ".join(failures)
    if row.attempts >= MOST_ATTEMPTS:
        logger.error("fact parked", extra={"fact": row.name, "error": error})
        mine.update(parked_at=at, last_error=error)
    else:
        mine.update(next_attempt_at=at + retry_after(row.attempts), last_error=error)


def unpark(*, at: datetime) -> int:
    """Give every parked fact of the workspace a new start; return how many there were."""
    with transaction.atomic():
        freed = OutboxFact.objects.exclude(parked_at=None).update(
            parked_at=None, attempts=0, next_attempt_at=at
        )
        if freed:
            PendingOutbox.objects.create(workspace_id=require().id)
            after_commit(Wake(require()))
    return freed


def forget_delivered(*, at: datetime) -> int:
    """Delete facts delivered more than KEEP_DELIVERED before `at`; return how many."""
    old = OutboxFact.objects.filter(delivered_at__lt=at - KEEP_DELIVERED)
    _, by_model = old.delete()
    return by_model.get(OutboxFact._meta.label, 0)
