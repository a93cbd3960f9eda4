"""What writers ask for."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from tenant_apps.blog.errors import NoSuchPost
from tenant_apps.blog.models import Post
from tenant_apps.blog.models.posts import PostQuerySet
from tenant_apps.blog.writing.text import fold
from tenants.access import Member

STATUSES = (*Post.Status.values,)


@dataclass(frozen=True)
class Filters:
    """What a writer wants to see; "" and None mean no matter which."""

    kind: str = Post.Kind.POST
    status: str = ""
    text: str = ""
    category: UUID | None = None
    author: UUID | None = None


def workbench(member: Member, filters: Filters) -> PostQuerySet:
    """Return a writer's list: last changed first, the trash only where it is asked for."""
    posts = (
        Post.objects.filter(kind=filters.kind) if member.can("blog.write") else Post.objects.none()
    )
    posts = (
        posts.filter(status=filters.status)
        if filters.status
        else posts.exclude(status=Post.Status.TRASH)
    )
    if filters.text:
        posts = posts.filter(search_title__contains=fold(filters.text))
    if filters.category:
        posts = posts.filter(categories=filters.category)
    if filters.author:
        posts = posts.filter(author=filters.author)
    return (
        posts.without_bodies()
        .select_related("author")
        .prefetch_related("categories")
        .annotate(comment_count=Count("comments", filter=Q(comments__status="approved")))
        .order_by("-updated_at", "-id")
    )


def status_counts(kind: str) -> dict[str, int]:
    """Return how many posts of a kind are in each status."""
    rows = Post.objects.filter(kind=kind).order_by().values_list("status").annotate(Count("id"))
    return dict.fromkeys(STATUSES, 0) | dict(rows)


def editable(member: Member, post_id: UUID, kind: str = "") -> Post:
    """Return a post (of `kind` where given) that this person may edit; raise NoSuchPost."""
    posts = Post.objects.filter(pk=post_id).select_related("author", "parent")
    found = (
        (posts.filter(kind=kind) if kind else posts).first() if member.can("blog.write") else None
    )
    if found is None:
        raise NoSuchPost
    return found


def editable_many(member: Member, ids: list[UUID]) -> PostQuerySet:
    """Return the posts of these ids that this person may edit, in id order."""
    posts = Post.objects.filter(pk__in=ids) if member.can("blog.write") else Post.objects.none()
    return posts.without_bodies().order_by("id")
