"""What readers say."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from shared_apps.foundation.clock import now
from shared_apps.foundation.models import TimestampedModel

from .posts import Post

if TYPE_CHECKING:
    from tenants.access import Member

LONGEST_COMMENT = 20_000


class CommentQuerySet(models.QuerySet["Comment"]):
    """The guarded door to comments."""

    def visible_to(self, member: "Member") -> "CommentQuerySet":
        """Return all for moderators; for others the approved ones, and their own."""
        if member.can("blog.moderate"):
            return self.all()
        shown = Q(status=Comment.Status.APPROVED)
        if member.user_id is not None:
            shown |= Q(user_id=member.user_id, status=Comment.Status.PENDING)
        return self.filter(shown)

    def pending(self) -> "CommentQuerySet":
        """Return those that wait for a moderator."""
        return self.filter(status=Comment.Status.PENDING)


class Comment(TimestampedModel):
    """A comment, or another site's mention. `thread` is the comment that began it all.

    `author_*` are what the writer said of themselves; members' names are copied, so that a
    comment stays signed after its writer has left.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Pending"
        APPROVED = "approved", "Approved"
        SPAM = "spam", "Spam"
        TRASH = "trash", "In the trash"

    class Kind(models.TextChoices):
        COMMENT = "comment", "Comment"
        PINGBACK = "pingback", "Pingback"
        TRACKBACK = "trackback", "Trackback"

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies"
    )
    thread = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COMMENT)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    author_name = models.CharField(max_length=200)
    author_email = models.EmailField(max_length=254, blank=True)
    author_url = models.URLField(max_length=500, blank=True)
    body = models.TextField()
    body_html = models.TextField(editable=False)
    submitted_at = models.DateTimeField(default=now)
    source_key = models.CharField(max_length=600, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "source_key", condition=~Q(source_key=""), name="blog_comment_source_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "approved", "spam", "trash"]),
                name="blog_comment_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="blog_comment_not_own_parent"
            ),
        ]
        indexes = [
            models.Index(fields=["post", "submitted_at", "id"], name="blog_comment_by_post"),
            models.Index(fields=["status", "-submitted_at", "-id"], name="blog_comment_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.body[:40]}"

    def get_absolute_url(self) -> str:
        """Return the address of the comment on its post's page."""
        return f"{self.post.get_absolute_url()}#comment-{self.pk}"
