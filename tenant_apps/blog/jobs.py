"""The blog's background work."""

from uuid import UUID

from shared_apps.foundation.clock import now
from tenants.jobs import job

from .actions.importing import run_import
from .actions.imports import JOB, requeue_stalled
from .actions.publishing import publish_due


@job("blog.publish_due", module="blog")
def publish_due_posts() -> None:
    """Publish what was scheduled for a moment that has come."""
    publish_due(at=now())


@job(JOB, module="blog")
def import_wxr(run_id: str) -> None:
    """Take an import to its end; safe to run twice, alone or side by side."""
    run_import(run_id=UUID(run_id), clock=now)


@job("blog.resume_imports", module="blog")
def resume_imports() -> None:
    """Queue imports again whose worker has died."""
    requeue_stalled(at=now())
