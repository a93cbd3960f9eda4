"""Background work of provisioning."""

from tenants.jobs import enqueue, shared_job

from . import pool

# A run of the job is short, so that other jobs get their turn, and leaves three quarters of
# the time to the sign-ups that emptied the pool. An empty pool is filled without a rest.
SCHEMAS_PER_RUN = 10
REST = 3.0


@shared_job(pool.REFILL_JOB)
def refill_pool() -> None:
    """Drop what no code claims any more and fill the pool up, a few schemas at a time."""
    pool.drop_stale()
    rest = REST if pool.ready_count() else 0.0
    if pool.refill_pool(most=SCHEMAS_PER_RUN, rest=rest) == SCHEMAS_PER_RUN:
        enqueue(pool.REFILL_JOB)
