"""Facts out of the transaction, delivered after commit, at least once.

A reaction runs in one transaction with the row that says it has run, so its effects in
the database happen exactly once; effects beyond the database must be idempotent.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from shared_apps.foundation.clock import now
from shared_apps.registry.discovery import modules
from shared_apps.registry.facts import Fact, fact_class, payload_of
from shared_apps.registry.manifest import Reaction
from shared_apps.registry.resolve import resolve
from tenants.context import require
from tenants.jobs import enqueue
from tenants.models import PendingOutbox
from tenants.modules import is_on

from .models import OutboxFact, OutboxReaction

DELIVERY_JOB = "kernel.deliver_facts"
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)
MOST_ATTEMPTS = 20


def publish(fact: Fact) -> OutboxFact:
    """Write a fact in the current transaction; it is delivered once that commits."""
    row = OutboxFact.objects.create(name=fact.fact_name, payload=payload_of(fact))
    # The note in the public schema lets one query find workspaces with facts to deliver,
    # should the message below be lost. Plain inserts: two writers never wait for each other.
    PendingOutbox.objects.create(workspace_id=require().id)
    enqueue(DELIVERY_JOB)
    return row


def deliver_due(*, at: datetime, most: int = 100) -> int:
    """Deliver facts that are due at `at`; return how many were attempted.

    Each fact is claimed with SKIP LOCKED, so any number of workers may run this.
    """
    attempted = 0
    while attempted < most and deliver_one(at=at):
        attempted += 1
    return attempted


def deliver_one(*, at: datetime) -> bool:
    """Claim and deliver the oldest due fact; return False where there is none."""
    with transaction.atomic():
        row = (
            OutboxFact.objects.select_for_update(skip_locked=True)
            .filter(delivered_at=None, next_attempt_at__lte=at, attempts__lt=MOST_ATTEMPTS)
            .order_by("next_attempt_at", "id")
            .first()
        )
        if row is None:
            return False
        failures = [problem for r in reactions_to(row.name) if (problem := _react(row, r))]
        _settle(row, failures, at)
    return True


def reactions_to(name: str) -> Iterable[Reaction]:
    """Return the reactions to a fact, of modules that are on in the current workspace."""
    for manifest in modules().values():
        if is_on(manifest.label):
            yield from (each for each in manifest.reactions if each.fact == name)


def _react(row: OutboxFact, reaction: Reaction) -> str | None:
    try:
        with transaction.atomic():
            _, first = OutboxReaction.objects.get_or_create(fact=row, handler=reaction.handler)
            if first:
                resolve(reaction.handler)(revived(row))
    except Exception as problem:  # noqa: BLE001  (any failure of a reaction means "again later")
        return f"{reaction.handler}: {type(problem).__name__}"
    return None


def revived(row: OutboxFact) -> Fact:
    """Return the fact as its dataclass again."""
    made = fact_class(row.name)
    if made is None:
        raise LookupError(f"No fact is known by the name {row.name!r}.")
    revived_fact: Fact = made(**row.payload)
    return revived_fact


def _settle(row: OutboxFact, failures: list[str], at: datetime) -> None:
    if not failures:
        OutboxFact.objects.filter(pk=row.pk).update(delivered_at=now(), attempts=F("attempts") + 1)
        return
    wait = min(FIRST_RETRY * 2**row.attempts, LONGEST_RETRY)
    OutboxFact.objects.filter(pk=row.pk).update(
        attempts=F("attempts") + 1,
        next_attempt_at=at + wait,
        last_error="; ".join(failures),
    )
