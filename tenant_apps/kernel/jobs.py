"""The kernel's background work."""

from shared_apps.foundation.clock import now
from tenants.directory import directory
from tenants.jobs import enqueue, enqueue_for, job, shared_job
from tenants.models import PendingOutbox

from . import outbox


@job(outbox.DELIVERY_JOB)
def deliver_facts() -> None:
    """Deliver the current workspace's due facts, in portions that let other jobs through."""
    if outbox.deliver_due(at=now()) == outbox.AT_ONCE:
        enqueue(outbox.DELIVERY_JOB)


@shared_job("kernel.sweep_outboxes")
def sweep_outboxes() -> None:
    """Queue delivery wherever facts wait: for a retry, or because a message was lost.

    A workspace's notes go when its outbox is empty, so a lost sweep loses nothing either.
    """
    noted = PendingOutbox.objects.values_list("workspace_id", flat=True).distinct()
    for workspace_id in list(noted):
        found = directory.entry(workspace_id)
        if found is not None:
            enqueue_for(found.ref, outbox.DELIVERY_JOB)
        else:
            PendingOutbox.objects.filter(workspace_id=workspace_id).delete()


@shared_job("kernel.forget_delivered_facts")
def forget_delivered_facts() -> None:
    """Queue the daily clearing of each workspace's outbox."""
    for entry in directory.all():
        enqueue_for(entry.ref, "kernel.clear_outbox")


@job("kernel.clear_outbox")
def clear_outbox() -> None:
    """Delete facts that were delivered long ago."""
    outbox.forget_delivered(at=now())
