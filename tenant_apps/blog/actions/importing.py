"""Brings an export in, batch by batch, on behalf of the worker that holds the run."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import IO
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from tenant_apps.blog.errors import ExportRefused
from tenant_apps.blog.models import ImportRun
from tenant_apps.blog.wxr.reader import items, look_through
from tenant_apps.blog.wxr.records import WxrItem

from .import_batch import Batch, Whole
from .import_items import bring_in
from .import_terms import bring_in_terms
from .imports import claim_run, fail_run, finish_run, held_run, release_run

BATCH = 20
LOST_FILE = "The uploaded file is no longer there. Upload it again; nothing will come twice."


def run_import(*, run_id: UUID, clock: Callable[[], datetime]) -> bool:
    """Claim a run and take it to its end; return whether this call finished it.

    `clock` gives the present moment for each batch's lease.
    """
    run = claim_run(run_id=run_id, at=clock())
    if run is None:
        return False
    try:
        return _import(run, clock)
    except ExportRefused as refusal:
        _end_badly(run, refusal.message, clock())
    except FileNotFoundError:
        _end_badly(run, LOST_FILE, clock())
    except BaseException:
        release_run(run=run)
        raise
    return False


def _import(run: ImportRun, clock: Callable[[], datetime]) -> bool:
    with default_storage.open(run.file, "rb") as file:
        whole = Whole(look_through(file))
        if run.done == 0 and not _terms(run, whole, clock()):
            return False
        for batch in _batches(file, run.done):
            if not _batch(run, whole, batch, clock()):
                return False
    finish_run(run=run, at=clock())
    return True


def _batches(file: IO[bytes], start: int) -> Iterator[list[WxrItem]]:
    stream = items(file, start)
    while batch := list(islice(stream, BATCH)):
        yield batch


@transaction.atomic
def _terms(run: ImportRun, whole: Whole, at: datetime) -> bool:
    """Bring in authors, categories and tags; they are known again, so twice does no harm."""
    held = held_run(run)
    if held is None:
        return False
    batch = Batch(held, whole, at)
    if "author.created" not in held.counts:
        bring_in_terms(batch)
        batch.close(done=0)
    return True


@transaction.atomic
def _batch(run: ImportRun, whole: Whole, entries: list[WxrItem], at: datetime) -> bool:
    """Bring in some items together with their checkpoint; False where the run was lost."""
    held = held_run(run)
    if held is None:
        return False
    batch = Batch(held, whole, at)
    for offset, entry in enumerate(entries):
        bring_in(batch, entry, held.done + offset)
    batch.close(done=held.done + len(entries))
    return True


@transaction.atomic
def _end_badly(run: ImportRun, sentence: str, at: datetime) -> None:
    held = held_run(run)
    if held is not None:
        fail_run(run=held, problem=sentence, at=at)
