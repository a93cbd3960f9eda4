"""Background work of provisioning."""

from tenants.jobs import shared_job

from . import pool


@shared_job(pool.REFILL_JOB)
def refill_pool() -> None:
    """Drop what no code claims any more and fill the pool up."""
    pool.drop_stale()
    pool.refill_pool()
