"""What happens by the clock: the installation's own jobs and the schedules in manifests.

Beat only queues; every entry expires before its next turn, so that a stopped worker does
not come back to a heap of old ticks. A module's schedule runs in each workspace that has
the module on.
"""

from typing import Any

from shared_apps.foundation.clock import now
from shared_apps.registry.discovery import modules

from .directory import WorkspaceEntry, directory
from .jobs import enqueue_for, shared_job
from .modules import is_on

FAN_OUT_JOB = "tenants.run_schedule"
ACTIVE = "active"
DAY = 24 * 60 * 60
# Job name and seconds between two runs.
INSTALLATION = (
    ("kernel.sweep_outboxes", 10),
    ("kernel.forget_delivered_facts", DAY),
    ("tenants.refill_pool", 30),
    ("tenants.forget_expired_sign_ins", DAY),
)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return Celery's beat schedule: nothing but manifests is imported for it."""
    entries = {name: _entry(name, every, ()) for name, every in INSTALLATION}
    for manifest in modules().values():
        for each in manifest.schedules:
            entries[each.job] = _entry(FAN_OUT_JOB, each.every_seconds, (manifest.label, each.job))
    return entries


def _entry(task: str, every_seconds: int, args: tuple[str, ...]) -> dict[str, Any]:
    return {
        "task": task,
        "schedule": float(every_seconds),
        "args": args,
        "options": {"expires": every_seconds},
    }


@shared_job(FAN_OUT_JOB)
def run_schedule(label: str, job: str) -> int:
    """Queue `job` for each active workspace that has the module on; return how many."""
    wanted = [entry for entry in directory.all() if _runs(entry, label)]
    for entry in wanted:
        enqueue_for(entry.ref, job)
    return len(wanted)


def _runs(entry: WorkspaceEntry, label: str) -> bool:
    return entry.status == ACTIVE and is_on(label, entry)


@shared_job("tenants.forget_expired_sign_ins")
def forget_expired_sign_ins() -> None:
    """Delete sessions and sign-in tickets that have run out."""
    # Not at the top: beat reads this file before Django's models are ready.
    from shared_apps.identity.models import Session, SignInTicket

    at = now()
    Session.objects.filter(expire_date__lt=at).delete()
    SignInTicket.objects.filter(expires_at__lt=at).delete()
