"""Addresses of posts and pages: unique per kind, and never broken by a change."""

from tenant_apps.blog.errors import SlugTaken
from tenant_apps.blog.models import FormerSlug, Post
from tenant_apps.blog.writing.slugs import free_slug, slugify


def choose_slug(post: Post, wanted: str) -> str:
    """Return the address for a post: the one asked for, or a free one from its title.

    Raises SlugTaken for an address that was asked for by name and is taken.
    """
    others = Post.objects.filter(kind=post.kind).exclude(pk=post.pk)
    asked = slugify(wanted)
    if asked:
        if others.filter(slug=asked).exists():
            raise taken(post, asked)
        return asked
    return free_slug(
        post.title, lambda slug: others.filter(slug=slug).exists(), fallback=str(post.kind)
    )


def taken(post: Post, slug: str) -> SlugTaken:
    """Return the error that says an address is taken, beside the form's field."""
    kind = str(post.get_kind_display()).lower()
    return SlugTaken(
        slug=slug, kind=kind, fields={"slug": [SlugTaken.sentence.format(slug=slug, kind=kind)]}
    )


def move(post: Post, slug: str) -> None:
    """Give a post a new address; the old one redirects if the public could have known it."""
    old = post.slug
    if old == slug:
        return
    # A living address always wins over a former one.
    FormerSlug.objects.filter(kind=post.kind, slug=slug).delete()
    if old and post.announced_at is not None:
        FormerSlug.objects.update_or_create(kind=post.kind, slug=old, defaults={"post": post})
    post.slug = slug
