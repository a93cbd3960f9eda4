"""Categories and tags: made, renamed, moved, merged away."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import IntegrityError, transaction

from shared_apps.foundation.errors import Invalid
from tenant_apps.blog.errors import CategoryLoop, TermTaken
from tenant_apps.blog.models import Category, Tag
from tenant_apps.blog.writing.slugs import free_slug, slugify

Term = TypeVar("Term", Category, Tag)
NEEDED = "Write a name."


def noun(model: type[Category] | type[Tag]) -> str:
    """Return what people call it."""
    return "category" if model is Category else "tag"


@transaction.atomic
def create_term(model: type[Term], fields: Mapping[str, object]) -> Term:
    """Make a category or tag from name, slug, description (and parent); raise TermTaken."""
    return _save(model(), fields)


@transaction.atomic
def edit_term(term: Term, fields: Mapping[str, object]) -> Term:
    """Change a category or tag; raise TermTaken or CategoryLoop."""
    if isinstance(term, Category):
        # One at a time: two moves at once could make a loop that neither sees.
        list(Category.objects.select_for_update().order_by("id").values_list("pk"))
        refuse_loop(term, fields.get("parent"))
    current = type(term)._default_manager.select_for_update().get(pk=term.pk)
    return _save(current, fields)


def refuse_loop(category: Category, parent: object) -> None:
    """Raise CategoryLoop where `parent` is the category or below it."""
    if not isinstance(parent, Category):
        return
    above = {parent.pk, *Category.objects.ancestors(parent).values_list("pk", flat=True)}
    if category.pk in above:
        raise CategoryLoop(fields={"parent": [CategoryLoop.sentence]})


def _save(term: Term, fields: Mapping[str, object]) -> Term:
    for key, value in fields.items():
        if key != "slug":
            setattr(term, key, value)
    if not term.name.strip():
        raise Invalid(fields={"name": [NEEDED]})
    others = type(term)._default_manager.exclude(pk=term.pk)
    asked = slugify(str(fields.get("slug") or ""))
    if asked and others.filter(slug=asked).exists():
        raise _taken(term, asked)
    if asked or not term.slug:
        term.slug = asked or free_slug(
            term.name, lambda slug: others.filter(slug=slug).exists(), noun(type(term))
        )
    try:
        with transaction.atomic():
            term.save()
    except IntegrityError:
        raise _taken(term, term.slug) from None
    return term


def _taken(term: Category | Tag, slug: str) -> TermTaken:
    params = {"noun": noun(type(term)), "slug": slug}
    return TermTaken(fields={"slug": [TermTaken.sentence.format(**params)]}, **params)


@transaction.atomic
def delete_term(term: Category | Tag) -> None:
    """Delete a category or tag; posts stay, subcategories move up one step."""
    if isinstance(term, Category):
        Category.objects.filter(parent=term).update(parent=term.parent)
    term.delete()


def tags_named(names: Iterable[str]) -> list[Tag]:
    """Return the tags of these names, made where they are missing; case does not matter."""
    found: dict[str, Tag] = {}
    for name in names:
        slug = slugify(name)
        if slug and slug not in found:
            found[slug] = Tag.objects.get_or_create(slug=slug, defaults={"name": name})[0]
    return list(found.values())
