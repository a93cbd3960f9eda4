"""The pool of ready schemas: claimed by sign-ups, refilled in the background.

A pooled schema already has an opaque name of its own, so a claim moves a row and renames
nothing. Claim, workspace and membership are one transaction: whoever is killed in the
middle leaves the schema in the pool.
"""

import time
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from tenants.context import no_workspace
from tenants.jobs import enqueue
from tenants.models import ReadySchema
from tenants.modules import ALWAYS_ON

from .levels import digest, knows, leaf
from .plans import plan
from .schemas import create_schema, drop_schema, new_schema_name

REFILL_JOB = "tenants.refill_pool"
# The count is that of the moment before the claim; rows just claimed by others may be in it.
CLAIM = """
DELETE FROM public.tenants_readyschema WHERE id = (
    SELECT id FROM public.tenants_readyschema WHERE migration = %s AND digest = %s
    ORDER BY made_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING schema_name, (SELECT count(*) FROM public.tenants_readyschema)
"""
# Released with its transaction, so that it works through a pooler too. Any constant does.
ONE_REFILLER = "SELECT pg_try_advisory_xact_lock(7165114091)"


def claim_schema() -> str:
    """Return the name of a schema at the code's level: out of the pool, else made now.

    Belongs in the transaction that makes the workspace. A pool that is half empty is refilled
    at once; above that the clock's turn is soon enough, and costs no sign-up anything.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [leaf(ALWAYS_ON), digest(ALWAYS_ON)])
        row = cursor.fetchone()
    if row is None or row[1] <= settings.POOL_SIZE // 2 + 1:
        enqueue(REFILL_JOB)
    return str(row[0]) if row is not None else _made()


def make_sure_one_is_ready() -> None:
    """Fill an empty pool with one schema, in a transaction of its own.

    For a sign-up to call before its transaction. Tables that point at public.identity_user
    take a lock on it that two sign-ups, each with a new person in an open transaction,
    would wait for forever. Inside a transaction, where it could not help, it does nothing.
    """
    with no_workspace():
        if not connection.in_atomic_block and not _ready().exists():
            add_ready_schema()


def add_ready_schema() -> ReadySchema:
    """Make one schema for the pool."""
    with no_workspace(), transaction.atomic():
        return ReadySchema.objects.create(
            schema_name=_made(), migration=leaf(ALWAYS_ON), digest=digest(ALWAYS_ON)
        )


def refill_pool(*, size: int | None = None, most: int | None = None, rest: float = 0.0) -> int:
    """Fill the pool up to `size` (ATRIUM_POOL_SIZE); return how many schemas were made.

    One process refills at a time; another that tries meanwhile returns at once. Each schema
    is a transaction of its own. `most` limits how many are made in this call. After each it
    rests for `rest` times as long as that one took, so that sign-ups come first.
    """
    wanted, made = settings.POOL_SIZE if size is None else size, 0
    with no_workspace():
        while most is None or made < most:
            started = time.monotonic()
            if not _add_one_below(wanted):
                break
            made += 1
            time.sleep(rest * (time.monotonic() - started))
    return made


def drop_stale() -> int:
    """Drop pooled schemas that this code would not claim; return how many.

    Those made by newer code, as during a rolling deployment, are left to that code.
    """
    stale = [
        row.pk
        for row in ReadySchema.objects.exclude(pk__in=_ready().values("pk"))
        if knows(ALWAYS_ON, row.migration)
    ]
    return sum(_drop(pk) for pk in stale)


def ready_count() -> int:
    """Return how many schemas of this code's level are in the pool."""
    with no_workspace():
        return _ready().count()


def _ready() -> QuerySet[ReadySchema]:
    return ReadySchema.objects.filter(migration=leaf(ALWAYS_ON), digest=digest(ALWAYS_ON))


def _made() -> str:
    name = new_schema_name()
    create_schema(name, plan(ALWAYS_ON))
    return name


def _add_one_below(wanted: int) -> bool:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(ONE_REFILLER)
            if not cursor.fetchone()[0]:
                return False
        if _ready().count() >= wanted:
            return False
        add_ready_schema()
    return True


def _drop(pk: UUID) -> bool:
    with transaction.atomic():
        row = ReadySchema.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        if row is None:
            return False
        drop_schema(row.schema_name)
        row.delete()
    return True
