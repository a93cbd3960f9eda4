"""The blog's background work."""

from shared_apps.foundation.clock import now
from tenants.jobs import job

from .actions.publishing import publish_due


@job("blog.publish_due", module="blog")
def publish_due_posts() -> None:
    """Publish what was scheduled for a moment that has come."""
    publish_due(at=now())
