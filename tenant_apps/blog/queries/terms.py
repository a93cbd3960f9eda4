"""Categories, tags and authors by name."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Count, QuerySet

from shared_apps.foundation.errors import NotFound
from tenant_apps.blog.models import Author, Category, Tag

DEEPEST_INDENT = 4
Term = TypeVar("Term", Category, Tag, Author)


def by_slug(model: type[Term], slug: str) -> Term:
    """Return a category, tag or author by its address; raise NotFound."""
    found = model._default_manager.filter(slug=slug).first() if "\x00" not in slug else None
    if found is None:
        raise NotFound
    return found


def by_id(model: type[Term], term_id: UUID) -> Term:
    """Return a category, tag or author by its id; raise NotFound."""
    found = model._default_manager.filter(pk=term_id).first()
    if found is None:
        raise NotFound
    return found


def category_tree() -> list[Category]:
    """Return all categories in tree order, each with `tree_depth` and its own posts counted."""
    counts = dict(Category.objects.order_by().values_list("pk").annotate(Count("posts")))
    tree = list(Category.objects.with_tree_fields())
    for category in tree:
        category.post_count = counts.get(category.pk, 0)
        category.shown_depth = min(category.tree_depth, DEEPEST_INDENT)
    return tree


def tags_by_use() -> QuerySet[Tag]:
    """Return all tags, those used most first, each with `post_count`."""
    return Tag.objects.annotate(post_count=Count("posts")).order_by("-post_count", "name", "id")
