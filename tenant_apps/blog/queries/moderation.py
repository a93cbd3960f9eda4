"""What moderators ask for."""

from django.db.models import Count, Q

from tenant_apps.blog.models import Comment
from tenant_apps.blog.models.comments import CommentQuerySet
from tenant_apps.blog.writing.text import without_unstorable
from tenants.access import Member


def queue(member: Member, status: str, text: str = "") -> CommentQuerySet:
    """Return the comments in a status, newest first, with their posts' titles."""
    rows = Comment.objects.visible_to(member).filter(status=status)
    words = without_unstorable(text)[:100].strip()
    if words:
        rows = rows.filter(
            Q(author_name__icontains=words)
            | Q(author_email__icontains=words)
            | Q(body__icontains=words)
        )
    return (
        rows.select_related("post", "parent")
        .only(
            "id", "kind", "status", "author_name", "author_email", "author_url", "body_html",
            "submitted_at", "post__id", "post__kind", "post__slug", "post__title",
            "parent__id", "parent__author_name",
        )
        .order_by("-submitted_at", "-id")
    )  # fmt: skip


def status_counts() -> dict[str, int]:
    """Return how many comments are in each status."""
    rows = Comment.objects.order_by().values_list("status").annotate(Count("id"))
    return dict.fromkeys(Comment.Status.values, 0) | dict(rows)
