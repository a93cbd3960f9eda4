"""Imports: started, claimed by one worker at a time, taken up again after a crash, ended.

The whole file is read before the first row is written, so a damaged file changes nothing.
Then items come in batches; each batch and its checkpoint are one transaction.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from shared_apps.foundation.after_commit import after_commit
from shared_apps.foundation.ids import new_id
from shared_apps.identity.models import User
from tenant_apps.blog.errors import ExportTooLarge, ImportUnderWay
from tenant_apps.blog.facts import ImportFinished
from tenant_apps.blog.models import ImportRun
from tenant_apps.blog.wxr.reader import look_through
from tenant_apps.kernel.outbox import publish
from tenants.jobs import enqueue

JOB = "blog.import_wxr"
LARGEST_BYTES = 64 * 1024 * 1024
LIMIT_IN_WORDS = "64 MB"
LEASE = timedelta(seconds=45)
MOST_ATTEMPTS = 8
GAVE_UP = (
    "The import stopped several times after {done} of {total} items. What is in stays in; "
    "you can start it again with the same file, and nothing will come twice."
)
State = ImportRun.State
OPEN_STATES = (State.QUEUED, State.RUNNING)


def start_import(*, upload: File, name: str, by: User, at: datetime) -> ImportRun:
    """Check an export from beginning to end, keep it and queue its import.

    Raises ExportTooLarge, ExportRefused or ImportUnderWay; then nothing has changed.
    """
    size = upload.size or 0
    if size > LARGEST_BYTES:
        raise ExportTooLarge(limit=LIMIT_IN_WORDS)
    contents = look_through(upload.file)  # type: ignore[arg-type]
    digest = _sha256(upload)
    with transaction.atomic():
        _refuse_twin(digest)
        run = ImportRun(
            file_name=name[:255],
            size_bytes=size,
            sha256=digest,
            started_by=by,
            created_at=at,
            total=len(contents.items),
        )
        upload.seek(0)
        run.file = default_storage.save(f"blog/imports/{run.pk}.xml", upload)
        run.save()
        enqueue(JOB, str(run.pk))
    return run


def _sha256(upload: File) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _refuse_twin(digest: str) -> None:
    """Raise ImportUnderWay while the same bytes are being imported."""
    if ImportRun.objects.filter(sha256=digest, state__in=OPEN_STATES).exists():
        raise ImportUnderWay(fields={"file": [ImportUnderWay.sentence]})


def claim_run(*, run_id: UUID, at: datetime) -> ImportRun | None:
    """Take a run for this worker; None where another holds it, or it is over.

    SKIP LOCKED and the lease together: two workers never import the same run.
    """
    with transaction.atomic():
        run = (
            ImportRun.objects.select_for_update(skip_locked=True)
            .filter(pk=run_id, state__in=OPEN_STATES)
            .filter(Q(claimed_until=None) | Q(claimed_until__lte=at))
            .first()
        )
        if run is None:
            return None
        if run.attempts >= MOST_ATTEMPTS:
            fail_run(run=run, problem=GAVE_UP.format(done=run.done, total=run.total), at=at)
            return None
        run.state, run.claim, run.claimed_until = State.RUNNING, new_id(), at + LEASE
        run.attempts += 1
        run.save(update_fields=["state", "claim", "claimed_until", "attempts", "updated_at"])
        return run


def held_run(run: ImportRun) -> ImportRun | None:
    """Lock a run that this worker still holds; None where another has taken it over."""
    return (
        ImportRun.objects.select_for_update()
        .filter(pk=run.pk, claim=run.claim, state=State.RUNNING)
        .first()
    )


def checkpoint(*, run: ImportRun, done: int, counts: dict[str, int], at: datetime) -> None:
    """Note how far the run has come; in the transaction of what was brought in."""
    merged = dict(run.counts)
    for key, number in counts.items():
        merged[key] = merged.get(key, 0) + number
    # Progress gives the run its attempts back: only a batch that fails again and again ends it.
    ImportRun.objects.filter(pk=run.pk, claim=run.claim).update(
        done=done, counts=merged, claimed_until=at + LEASE, attempts=1, updated_at=at
    )


@transaction.atomic
def finish_run(*, run: ImportRun, at: datetime) -> None:
    """End a run that has brought in everything, tell of it, and drop the file."""
    held = held_run(run)
    if held is None:
        return
    held.state, held.claim, held.claimed_until = State.FINISHED, None, None
    held.finished_at = at
    held.save(update_fields=["state", "claim", "claimed_until", "finished_at", "updated_at"])
    publish(
        ImportFinished(
            run_id=str(held.pk),
            posts=held.counts.get("post.created", 0),
            pages=held.counts.get("page.created", 0),
            comments=held.counts.get("comment.created", 0),
            skipped=held.counts.get("skipped", 0),
        )
    )
    _drop_file(held.file)


def fail_run(*, run: ImportRun, problem: str, at: datetime) -> None:
    """End a run with a sentence for people; the row must be locked."""
    run.state, run.problem, run.finished_at = State.FAILED, problem, at
    run.claim, run.claimed_until = None, None
    run.save()
    _drop_file(run.file)


def _drop_file(name: str) -> None:
    after_commit(lambda: default_storage.delete(name))


def release_run(*, run: ImportRun) -> None:
    """Give a run back at once, after an error, so that it need not wait for its lease."""
    ImportRun.objects.filter(pk=run.pk, claim=run.claim).update(claim=None, claimed_until=None)


def requeue_stalled(*, at: datetime) -> Sequence[UUID]:
    """Queue the runs that nobody holds any more; return their ids."""
    stalled = list(
        ImportRun.objects.filter(state__in=OPEN_STATES)
        .filter(Q(claimed_until=None) | Q(claimed_until__lte=at))
        .values_list("pk", flat=True)
    )
    for run_id in stalled:
        enqueue(JOB, str(run_id))
    return stalled
