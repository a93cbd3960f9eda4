"""Comments under a post, as a tree, a page of threads at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.core.paginator import Page

from shared_apps.foundation.errors import NotFound
from shared_apps.foundation.paging import page_of
from tenant_apps.blog.models import Comment, Post
from tenant_apps.blog.models.comments import CommentQuerySet
from tenant_apps.blog.preferences import Preferences
from tenants.access import Member

THREADS_SHOWN = 30
REPLIES_SHOWN = 500
DEEPEST_INDENT = 4

Door = Literal["open", "moderated", "members", "closed"]


@dataclass(frozen=True)
class Said:
    """A comment in its place: how deep it is shown, and whom it answers where that is not plain."""

    comment: Comment
    depth: int
    answers: str


@dataclass(frozen=True)
class Conversation:
    """One page of threads, flattened in reading order."""

    said: list[Said]
    page: Page[Comment]
    total: int


def conversation(post: Post, member: Member, page: str | None) -> Conversation:
    """Return the comments under a post that this person may see; raise NoSuchPage."""
    shown = Comment.objects.filter(post=post).visible_to(member)
    if member.can("blog.moderate"):
        shown = shown.filter(status__in=[Comment.Status.APPROVED, Comment.Status.PENDING])
    roots = page_of(shown.filter(thread=None).order_by("submitted_at", "id"), page, THREADS_SHOWN)
    top = list(roots)
    replies = shown.filter(thread__in=[root.pk for root in top])
    rows = top + list(replies.order_by("submitted_at", "id")[:REPLIES_SHOWN])
    return Conversation(arranged(rows), roots, shown.count())


def arranged(rows: list[Comment]) -> list[Said]:
    """Return comments depth first, each with its depth.

    A reply to a comment that is not shown hangs on its thread's first comment, or stands alone.
    """
    by_id = {row.pk: row for row in rows}
    children: dict[UUID | None, list[Comment]] = {}
    for row in rows:
        above = next((pk for pk in (row.parent_id, row.thread_id) if pk in by_id), None)
        children.setdefault(above, []).append(row)
    said: list[Said] = []
    stack = [(row, 0) for row in reversed(children.get(None, []))]
    while stack:
        row, depth = stack.pop()
        parent = by_id.get(row.parent_id) if row.parent_id else None
        answers = parent.author_name if parent and depth > DEEPEST_INDENT else ""
        said.append(Said(row, min(depth, DEEPEST_INDENT), answers))
        stack += [(child, depth + 1) for child in reversed(children.get(row.pk, []))]
    return said


def door(post: Post, member: Member, chosen: Preferences, at: datetime) -> Door:
    """Return what happens to a comment of this person on this post."""
    if not post.is_public(at) or not post.comments_open or not member.can("blog.comment"):
        return "closed"
    if chosen.comments == "closed" or _too_late(post, chosen, at):
        return "closed"
    if member.can("blog.moderate"):
        return "open"
    if chosen.comments == "members":
        return "open" if member.role else "members"
    return "open" if chosen.comments == "open" else "moderated"


def _too_late(post: Post, chosen: Preferences, at: datetime) -> bool:
    if not chosen.comment_days or post.published_at is None:
        return False
    return at > post.published_at + timedelta(days=chosen.comment_days)


def answered(post: Post, member: Member, raw: object) -> Comment | None:
    """Return the comment that an answer is for, or None where it is not there for this person."""
    try:
        wanted = UUID(str(raw))
    except ValueError:
        return None
    return Comment.objects.filter(post=post, pk=wanted).visible_to(member).first()


def comments_for(member: Member, at: datetime) -> CommentQuerySet:
    """Return the comments that this person may see, on posts that they may see."""
    posts = Post.objects.visible_to(member, at).values("pk")
    return Comment.objects.visible_to(member).filter(post__in=posts)


def comment_for(member: Member, comment_id: UUID, at: datetime) -> Comment:
    """Return one of those; raise NotFound."""
    found = comments_for(member, at).filter(pk=comment_id).first()
    if found is None:
        raise NotFound
    return found
