"""The kernel's background work."""

from shared_apps.foundation.clock import now
from tenants.directory import entry
from tenants.jobs import enqueue_for, job, shared_job
from tenants.models import PendingOutbox

from . import outbox

SWEEP_AT_ONCE = 500


@job(outbox.DELIVERY_JOB)
def deliver_facts() -> None:
    """Deliver the current workspace's due facts."""
    outbox.deliver_due(at=now())


@shared_job("kernel.sweep_outboxes")
def sweep_outboxes() -> None:
    """Queue delivery for every workspace that wrote facts, in case a message was lost."""
    noted = list(PendingOutbox.objects.order_by("id")[:SWEEP_AT_ONCE])
    for workspace_id in {note.workspace_id for note in noted}:
        found = entry(workspace_id)
        if found is not None:
            enqueue_for(found.ref, outbox.DELIVERY_JOB)
    PendingOutbox.objects.filter(pk__in=[note.pk for note in noted]).delete()
