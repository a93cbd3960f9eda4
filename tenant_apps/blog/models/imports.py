"""Imports of WordPress exports: how far they have come and what they left out."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from shared_apps.foundation.models import IdentifiedModel, TimestampedModel


class ImportRun(TimestampedModel):
    """One file on its way into the blog.

    `done` is the checkpoint: how many of the file's `total` items are in for good. A worker
    holds the run by `claim` until `claimed_until`; who finds that past may take it over.
    `counts` maps "<kind>.<outcome>" to a number, as in {"post.created": 39}.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Importing"
        FINISHED = "finished", "Finished"
        FAILED = "failed", "Failed"

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    file = models.CharField(max_length=300, editable=False)
    file_name = models.CharField(max_length=255)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=models.F("total")), name="blog_importrun_done_in_total"
            ),
        ]
        indexes = [
            models.Index(
                "claimed_until",
                condition=Q(state__in=["queued", "running"]),
                name="blog_importrun_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will happen."""
        return self.state in {self.State.FINISHED, self.State.FAILED}


class ImportSkip(IdentifiedModel):
    """One thing in the file that was left out, or brought in otherwise than it was, and why.

    `reason` is a key of `wxr.reasons.REASONS`.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="skips")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    reason = models.CharField(max_length=40)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index("run", "reason", "id", name="blog_importskip_by_reason")]

    def __str__(self) -> str:
        return f"{self.title}: {self.reason}"
