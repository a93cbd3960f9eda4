"""Comments: said, approved, thrown away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from shared_apps.identity.limits import Limit, attempt
from shared_apps.identity.models import User
from tenant_apps.blog.actions.trail import trail
from tenant_apps.blog.errors import CommentsClosed, CommentsForMembers, NoSuchParent
from tenant_apps.blog.facts import CommentApproved, CommentSubmitted
from tenant_apps.blog.models import Comment, Post
from tenant_apps.blog.preferences import preferences
from tenant_apps.blog.queries.conversations import door
from tenant_apps.blog.writing.markdown import render_comment
from tenant_apps.kernel.outbox import publish
from tenants.access import Member

# Comments of one visitor (by address) or member, in one workspace.
FLOOD = Limit("blog.comment", 5, timedelta(minutes=1))
MOST_LINKS_UNSEEN = 4
Status = Comment.Status


@dataclass(frozen=True)
class Said:
    """What somebody wrote. `website` is the trap: people never fill it in, programs do."""

    body: str
    name: str = ""
    email: str = ""
    parent: UUID | None = None
    website: str = ""


def submit_comment(
    *, post: Post, said: Said, member: Member, address: str, at: datetime
) -> Comment | None:
    """Take a comment; return None where it fell into the trap and was dropped.

    Raises CommentsClosed, CommentsForMembers, NoSuchParent or TooMany.
    """
    opening = door(post, member, preferences(member.entry), at)
    if opening == "closed":
        raise CommentsClosed
    if opening == "members":
        raise CommentsForMembers
    if said.website:
        return None
    attempt(at, (FLOOD, f"{member.entry.id}/{member.user_id or address}"))
    status = Status.APPROVED if opening == "open" else Status.PENDING
    if said.body.count("://") > MOST_LINKS_UNSEEN and not member.can("blog.moderate"):
        status = Status.PENDING
    return _store(post, said, member, status, at)


@transaction.atomic
def _store(post: Post, said: Said, member: Member, status: str, at: datetime) -> Comment:
    parent = _parent(post, said.parent, member)
    user = member.user
    made = Comment.objects.create(
        post=post,
        parent=parent,
        thread_id=(parent.thread_id or parent.pk) if parent else None,
        status=status,
        user=user,
        author_name=(user.name or user.email.split("@")[0]) if user else said.name,
        author_email=user.email if user else said.email,
        body=said.body,
        body_html=render_comment(said.body),
        submitted_at=at,
    )
    publish(CommentSubmitted(comment_id=str(made.pk), post_id=str(post.pk), status=status))
    if status == Status.APPROVED:
        publish(CommentApproved(comment_id=str(made.pk), post_id=str(post.pk)))
    return made


def _parent(post: Post, wanted: UUID | None, member: Member) -> Comment | None:
    if wanted is None:
        return None
    found = Comment.objects.filter(post=post, pk=wanted).visible_to(member).first()
    if found is None:
        raise NoSuchParent(fields={"parent": [NoSuchParent.sentence]})
    return found


@transaction.atomic
def moderate_comments(*, comment_ids: Iterable[UUID], status: str, by: User) -> list[Comment]:
    """Give comments a status; return those that changed. Unknown ids are left out."""
    rows = (
        Comment.objects.select_for_update()
        .filter(pk__in=list(comment_ids))
        .exclude(status=status)
        .order_by("id")
    )
    changed = list(rows)
    for comment in changed:
        comment.status = status
        comment.save(update_fields=["status", "updated_at"])
        trail(f"comment {status}", by=by, what=comment.pk)
        if status == Status.APPROVED:
            publish(CommentApproved(comment_id=str(comment.pk), post_id=str(comment.post_id)))
    return changed


@transaction.atomic
def delete_comments(*, comment_ids: Iterable[UUID], by: User) -> int:
    """Delete comments in the trash or marked as spam for good; return how many.

    Answers to them stay and move up to their thread.
    """
    _, deleted = Comment.objects.filter(
        pk__in=list(comment_ids), status__in=[Status.TRASH, Status.SPAM]
    ).delete()
    count = deleted.get("blog.Comment", 0)
    trail("comments deleted", by=by, what=count)
    return count
