"""What readers ask for. Each function returns rows that a list can show without more queries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from tenant_apps.blog.errors import NoSuchPost
from tenant_apps.blog.models import Author, Category, FormerSlug, Post, Tag
from tenant_apps.blog.models.posts import PostQuerySet
from tenants.access import Member


def listed(at: datetime) -> PostQuerySet:
    """Return the public posts, newest first, ready for a list."""
    return for_list(Post.objects.posts().public(at)).order_by("-published_at", "-id")


def for_list(posts: PostQuerySet) -> PostQuerySet:
    """Return posts with what a list shows beside them."""
    return (
        posts.defer("body", "body_html", "search_body", "search_vector")
        .select_related("author")
        .prefetch_related("categories", "tags")
    )


def in_category(posts: PostQuerySet, category: Category) -> PostQuerySet:
    """Return the posts of a category and of all categories below it."""
    below = Category.objects.descendants(category, include_self=True).values_list("pk", flat=True)
    return posts.filter(
        pk__in=Post.categories.through.objects.filter(category_id__in=list(below)).values("post_id")
    )


def with_tag(posts: PostQuerySet, tag: Tag) -> PostQuerySet:
    """Return the posts that carry a tag."""
    return posts.filter(tags=tag)


def in_month(posts: PostQuerySet, year: int, month: int | None) -> PostQuerySet:
    """Return the posts of a year, or of one of its months (UTC)."""
    within = posts.filter(published_at__year=year)
    return within.filter(published_at__month=month) if month else within


def readable(member: Member, kind: str, slug: str, at: datetime) -> Post:
    """Return a post or page by its address; raise NoSuchPost where this person sees none.

    What lies in the trash has no address, not even for writers.
    """
    found = (
        Post.objects.visible_to(member, at)
        .exclude(status=Post.Status.TRASH)
        .select_related("author", "parent")
        .prefetch_related("categories", "tags")
        .defer("search_body", "search_vector")
        .filter(kind=kind, slug=slug)
        .first()
    )
    if found is None:
        raise NoSuchPost
    return found


def moved_to(member: Member, kind: str, slug: str, at: datetime) -> str | None:
    """Return the present address of what once had this one, where this person may see it."""
    former = FormerSlug.objects.filter(kind=kind, slug=slug).values("post_id")
    post = Post.objects.visible_to(member, at).filter(pk__in=former).first()
    return post.get_absolute_url() if post else None


@dataclass(frozen=True)
class Neighbours:
    """The posts published just before and just after one."""

    older: Post | None
    newer: Post | None


def neighbours(post: Post, at: datetime) -> Neighbours:
    """Return the posts before and after `post` in the public list."""
    if post.published_at is None:
        return Neighbours(None, None)
    posts = Post.objects.posts().public(at).only("id", "kind", "slug", "title", "published_at")
    here = post.published_at
    older = posts.filter(Q(published_at__lt=here) | Q(published_at=here, pk__lt=post.pk)).order_by(
        "-published_at", "-pk"
    )
    newer = posts.filter(Q(published_at__gt=here) | Q(published_at=here, pk__gt=post.pk)).order_by(
        "published_at", "pk"
    )
    return Neighbours(older.first(), newer.first())


def related(post: Post, at: datetime, most: int = 3) -> QuerySet[Post]:
    """Return posts that share most tags and categories with `post`; tags count double."""
    tags = [tag.pk for tag in post.tags.all()]
    categories = [category.pk for category in post.categories.all()]
    if not tags and not categories:
        return Post.objects.none()
    return (
        Post.objects.posts()
        .public(at)
        .exclude(pk=post.pk)
        .without_bodies()
        .filter(Q(tags__in=tags) | Q(categories__in=categories))
        .annotate(
            shared=2 * Count("tags", filter=Q(tags__in=tags), distinct=True)
            + Count("categories", filter=Q(categories__in=categories), distinct=True)
        )
        .order_by("-shared", "-published_at", "-id")[:most]
    )


@dataclass(frozen=True)
class Month:
    """A month with posts; `first` is its first day's date parts."""

    year: int
    month: int
    posts: int


def months(at: datetime) -> list[Month]:
    """Return the months that have public posts, newest first."""
    rows = (
        Post.objects.posts()
        .public(at)
        .values(year=ExtractYear("published_at"), month=ExtractMonth("published_at"))
        .annotate(posts=Count("id"))
        .order_by("-year", "-month")
    )
    return [Month(row["year"], row["month"], row["posts"]) for row in rows]


# Each category with all those above it, then distinct public posts per category above.
CATEGORY_TOTALS = """
WITH RECURSIVE up (category_id, above_id) AS (
  SELECT id, id FROM blog_category
  UNION SELECT up.category_id, c.parent_id FROM up JOIN blog_category c ON c.id = up.above_id
  WHERE c.parent_id IS NOT NULL
)
SELECT up.above_id, count(DISTINCT p.id) FROM up
JOIN blog_post_categories pc ON pc.category_id = up.category_id
JOIN blog_post p ON p.id = pc.post_id
WHERE p.kind = 'post' AND p.status IN ('published', 'scheduled') AND p.published_at <= %s
GROUP BY up.above_id
"""


def categories_with_counts(at: datetime) -> list[Category]:
    """Return the tree of categories in its order, each with `total`: public posts at or below it."""  # noqa: E501
    with connection.cursor() as cursor:
        cursor.execute(CATEGORY_TOTALS, [at])
        totals = dict(cursor.fetchall())
    tree = list(Category.objects.with_tree_fields())
    for category in tree:
        category.total = totals.get(category.pk, 0)
    return tree


def tags_with_counts(at: datetime, most: int = 60) -> QuerySet[Tag]:
    """Return the tags used most, each with `total` public posts."""
    shown = Q(
        posts__kind=Post.Kind.POST,
        posts__status__in=[Post.Status.PUBLISHED, Post.Status.SCHEDULED],
        posts__published_at__lte=at,
    )
    return (
        Tag.objects.annotate(total=Count("posts", filter=shown))
        .filter(total__gt=0)
        .order_by("-total", "name")[:most]
    )


def authors_with_posts(at: datetime) -> QuerySet[Author]:
    """Return the authors of public posts by name."""
    return Author.objects.filter(
        pk__in=Post.objects.posts().public(at).values("author_id")
    ).order_by(F("name").asc(), "id")


def page_tree(at: datetime) -> list[Post]:
    """Return the public pages that stand at the top, in their own order."""
    return list(
        Post.objects.filter(kind=Post.Kind.PAGE, parent=None)
        .public(at)
        .without_bodies()
        .order_by("menu_order", "title")[:50]
    )


def below(page: Post, at: datetime) -> QuerySet[Post]:
    """Return the public pages right below a page, in their own order."""
    return (
        Post.objects.filter(parent=page)
        .public(at)
        .without_bodies()
        .order_by("menu_order", "title")[:100]
    )


def readable_by_id(member: Member, post_id: UUID, at: datetime) -> Post:
    """Return a post or page by its id; raise NoSuchPost where this person sees none."""
    found = (
        Post.objects.visible_to(member, at)
        .exclude(status=Post.Status.TRASH)
        .select_related("author", "parent")
        .prefetch_related("categories", "tags")
        .filter(pk=post_id)
        .first()
    )
    if found is None:
        raise NoSuchPost
    return found


def of_kind(member: Member, kind: str, post_id: UUID, at: datetime) -> Post:
    """Return a post or page by kind and id, for writers also from the trash; raise NoSuchPost."""
    found = (
        Post.objects.visible_to(member, at)
        .select_related("author")
        .prefetch_related("categories", "tags")
        .filter(kind=kind, pk=post_id)
        .first()
    )
    if found is None:
        raise NoSuchPost
    return found
