"""Writing: made, edited, moved to the trash and out of it, deleted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict

from django.db import IntegrityError, transaction

from shared_apps.identity.models import User
from tenant_apps.blog.errors import EditedMeanwhile, NotInTrash, PageLoop
from tenant_apps.blog.models import Author, Category, Post, Tag
from tenant_apps.blog.models.posts import SEARCHED_CHARACTERS
from tenant_apps.blog.writing.rendering import render
from tenant_apps.blog.writing.slugs import free_slug
from tenant_apps.blog.writing.text import fold

from .publishing import withdraw
from .slugs import choose_slug, move, taken
from .trail import trail

SLUG_CONSTRAINT = "blog_post_slug_unique"


class PostFields(TypedDict, total=False):
    """What a writer can set. `slug` "" asks for one made from the title."""

    title: str
    slug: str
    body: str
    source_format: str
    excerpt: str
    cover_url: str
    format: str
    parent: Post | None
    menu_order: int
    categories: Iterable[Category]
    tags: Iterable[Tag]
    is_featured: bool
    comments_open: bool
    seo_title: str
    seo_description: str
    canonical_url: str
    noindex: bool


@transaction.atomic
def create_post(*, kind: str, fields: PostFields, by: User, at: datetime) -> Post:
    """Make a draft; raise SlugTaken or PageLoop."""
    post = Post(kind=kind, author=author_of(by), created_at=at)
    _apply(post, fields)
    post.slug = choose_slug(post, fields.get("slug", ""))
    _store(post)
    _sort_into(post, fields)
    trail("post created", by=by, what=post.pk)
    return post


@transaction.atomic
def edit_post(*, post: Post, fields: PostFields, by: User, version: int | None = None) -> Post:
    """Change a post; `version` is what the editor had open, None for "whatever it is now".

    Raises EditedMeanwhile, SlugTaken or PageLoop.
    """
    current = Post.objects.select_for_update().get(pk=post.pk)
    if version is not None and version != current.version:
        raise EditedMeanwhile(kind=str(current.get_kind_display()).lower())
    _apply(current, fields)
    if "slug" in fields:
        move(current, choose_slug(current, fields["slug"]))
    current.version += 1
    _store(current)
    _sort_into(current, fields)
    trail("post edited", by=by, what=current.pk)
    return current


def author_of(user: User) -> Author:
    """Return the byline of a member, made on first use."""
    known = Author.objects.filter(user=user).first()
    if known is not None:
        return known
    name = str(user.name or user.email.split("@")[0])
    slug = free_slug(name, lambda s: Author.objects.filter(slug=s).exists(), fallback="author")
    made, _ = Author.objects.get_or_create(user=user, defaults={"name": name, "slug": slug})
    return made


def digest(post: Post) -> None:
    """Work out all that follows from a post's title and source."""
    rendered = render(post.body, post.source_format)
    post.body_html, post.body_text = rendered.html, rendered.text
    post.word_count, post.lead_image = rendered.words, rendered.lead_image
    post.search_title = fold(post.title)
    post.search_body = fold(post.body_text[:SEARCHED_CHARACTERS])


def _apply(post: Post, fields: PostFields) -> None:
    plain: dict[str, Any] = {
        key: value for key, value in fields.items() if key not in {"slug", "categories", "tags"}
    }
    if "parent" in plain:
        plain["parent"] = _safe_parent(post, plain["parent"])
    for key, value in plain.items():
        setattr(post, key, value)
    digest(post)


def _safe_parent(post: Post, parent: Post | None) -> Post | None:
    """Return the page above; raise PageLoop where it is the page itself or below it."""
    if post.kind != Post.Kind.PAGE:
        return None
    above, seen = parent, set()
    while above is not None and above.pk not in seen:
        if above.pk == post.pk:
            raise PageLoop(fields={"parent": [PageLoop.sentence]})
        seen.add(above.pk)
        above = above.parent
    return parent


def _store(post: Post) -> None:
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError as refusal:
        if SLUG_CONSTRAINT not in str(refusal):
            raise
        raise taken(post, post.slug) from None


def _sort_into(post: Post, fields: PostFields) -> None:
    if "categories" in fields:
        post.categories.set(fields["categories"])
    if "tags" in fields:
        post.tags.set(fields["tags"])


@transaction.atomic
def trash_post(*, post: Post, by: User, at: datetime) -> Post:
    """Move a post to the trash; its address answers no more."""
    current = Post.objects.select_for_update().get(pk=post.pk)
    withdraw(current, to=Post.Status.TRASH, at=at)
    trail("post moved to the trash", by=by, what=current.pk)
    return current


@transaction.atomic
def restore_post(*, post: Post, by: User, at: datetime) -> Post:
    """Take a post out of the trash, as a draft; raise NotInTrash."""
    current = Post.objects.select_for_update().get(pk=post.pk)
    if current.status != Post.Status.TRASH:
        raise NotInTrash
    withdraw(current, to=Post.Status.DRAFT, at=at)
    trail("post restored", by=by, what=current.pk)
    return current


@transaction.atomic
def delete_post(*, post: Post, by: User) -> None:
    """Delete a post with its comments for good; raise NotInTrash."""
    current = Post.objects.select_for_update().get(pk=post.pk)
    if current.status != Post.Status.TRASH:
        raise NotInTrash
    trail("post deleted", by=by, what=current.pk)
    current.delete()
