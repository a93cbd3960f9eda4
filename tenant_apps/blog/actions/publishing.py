"""From draft to public and back."""

from datetime import datetime

from django.db import transaction

from shared_apps.identity.models import User
from tenant_apps.blog.actions.trail import trail
from tenant_apps.blog.errors import MomentNeeded
from tenant_apps.blog.facts import PostPublished, PostUnpublished
from tenant_apps.blog.models import Post
from tenant_apps.kernel.outbox import publish

Status = Post.Status


@transaction.atomic
def publish_post(*, post: Post, by: User | None, at: datetime) -> Post:
    """Show a post to everybody from now on; a date it already had in the past stays."""
    current = Post.objects.select_for_update().get(pk=post.pk)
    if current.published_at is None or current.published_at > at:
        current.published_at = at
    _set_status(current, Status.PUBLISHED)
    trail("post published", by=by, what=current.pk)
    announce(current, at=at)
    return current


@transaction.atomic
def schedule_post(*, post: Post, by: User, publish_at: datetime, at: datetime) -> Post:
    """Show a post to everybody from `publish_at` on; raise MomentNeeded unless that is ahead."""
    if publish_at <= at:
        raise MomentNeeded(fields={"publish_at": [MomentNeeded.sentence]})
    current = Post.objects.select_for_update().get(pk=post.pk)
    was_public = current.is_public(at)
    current.published_at = publish_at
    _set_status(current, Status.SCHEDULED)
    trail("post scheduled", by=by, what=current.pk)
    if was_public:
        publish(PostUnpublished(post_id=str(current.pk), kind=current.kind))
    return current


@transaction.atomic
def unpublish_post(*, post: Post, by: User, at: datetime) -> Post:
    """Make a post a draft again."""
    current = Post.objects.select_for_update().get(pk=post.pk)
    withdraw(current, to=Status.DRAFT, at=at)
    trail("post unpublished", by=by, what=current.pk)
    return current


@transaction.atomic
def make_private(*, post: Post, by: User, at: datetime) -> Post:
    """Show a post to writers only."""
    current = Post.objects.select_for_update().get(pk=post.pk)
    withdraw(current, to=Status.PRIVATE, at=at)
    trail("post made private", by=by, what=current.pk)
    return current


def publish_due(*, at: datetime) -> int:
    """Publish scheduled posts whose moment has come; return how many.

    Readers see them from their moment on without this; what this adds is the fact.
    """
    published = 0
    while _publish_one_due(at):
        published += 1
    return published


@transaction.atomic
def _publish_one_due(at: datetime) -> bool:
    due = (
        Post.objects.select_for_update(skip_locked=True)
        .filter(status=Status.SCHEDULED, published_at__lte=at)
        .order_by("published_at", "id")
        .first()
    )
    if due is None:
        return False
    _set_status(due, Status.PUBLISHED)
    announce(due, at=at)
    return True


def announce(post: Post, *, at: datetime) -> None:
    """Tell the fact that a post is public, once in its life; its row must be locked."""
    if post.announced_at is not None:
        return
    post.announced_at = at
    Post.objects.filter(pk=post.pk, announced_at=None).update(announced_at=at)
    publish(
        PostPublished(
            post_id=str(post.pk),
            kind=post.kind,
            title=post.shown_title,
            url=post.get_absolute_url(),
        )
    )


def withdraw(post: Post, *, to: str, at: datetime) -> None:
    """Take a post from the public into another status; its row must be locked."""
    was_public = post.is_public(at)
    _set_status(post, to)
    if was_public:
        publish(PostUnpublished(post_id=str(post.pk), kind=post.kind))


def _set_status(post: Post, status: str) -> None:
    post.status = status
    post.version += 1
    post.save(update_fields=["status", "published_at", "version", "updated_at"])
