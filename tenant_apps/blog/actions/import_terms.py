"""Authors, categories and tags of an export; those that are here already stay as they are."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models.functions import Lower

from tenant_apps.blog.models import Author, Category, Tag
from tenant_apps.blog.writing.slugs import free_slug, slugify
from tenant_apps.blog.wxr.records import WxrAuthor, WxrTerm
from tenants.context import require
from tenants.models import Membership

from .import_batch import CREATED, UNCHANGED, Batch

CATEGORY, TAG, MENU = "category", "post_tag", "nav_menu"


def bring_in_terms(batch: Batch) -> None:
    """Bring in all that stands before the items."""
    for each in batch.whole.contents.authors:
        author_for(batch, each)
    terms = batch.whole.contents.terms
    _categories(batch, _once(term for term in terms if term.taxonomy == CATEGORY))
    for term in _once(term for term in terms if term.taxonomy == TAG):
        tag_for(batch, term)
    for term in terms:
        if term.taxonomy == MENU:
            batch.note("menu", "Menu", term.name)
        elif term.taxonomy not in {CATEGORY, TAG}:
            batch.note("custom_term", term.taxonomy or "Term", term.name)
    # Marks that this was done, also where there is no author.
    batch.counts["author.created"] += 0


def _once(terms: Iterable[WxrTerm]) -> list[WxrTerm]:
    """Return the terms, each slug once: exports declare some of them twice."""
    found: dict[str, WxrTerm] = {}
    for term in terms:
        found.setdefault(term_slug(term), term)
    return list(found.values())


def author_for(batch: Batch, author: WxrAuthor) -> Author:
    """Return the byline of a login, made where it is new; a member of that address signs it."""
    known = Author.objects.filter(source_login=author.login).first()
    if known is not None:
        batch.count("author", UNCHANGED)
        return known
    own = Author.objects.filter(user_id=_member(author.email)).first() if author.email else None  # type: ignore[misc]
    if own is not None and not own.source_login:
        own.source_login = author.login
        own.save(update_fields=["source_login", "updated_at"])
        batch.count("author", UNCHANGED)
        return own
    batch.count("author", CREATED)
    name = author.name or author.login
    slug = free_slug(name, lambda s: Author.objects.filter(slug=s).exists(), fallback="author")
    return Author.objects.create(
        name=name,
        slug=slug,
        source_login=author.login,
        user_id=None if own else _member(author.email),
        created_at=batch.at,
    )


def _member(email: str) -> UUID | None:
    """Return the id of the member with this address, or None."""
    if not email:
        return None
    return (
        Membership.objects.annotate(address=Lower("user__email"))
        .filter(workspace_id=require().id, is_active=True, address=email.lower())
        .values_list("user_id", flat=True)
        .first()
    )


def _categories(batch: Batch, terms: list[WxrTerm]) -> None:
    """Make the tree from its roots down, whatever order the file has; a loop is cut open."""
    waiting = {term_slug(term): term for term in terms}
    while waiting:
        ready = [t for t in waiting.values() if slugify(t.parent) not in waiting]
        for term in ready or list(waiting.values())[:1]:
            category_for(batch, term)
            del waiting[term_slug(term)]


def category_for(batch: Batch, term: WxrTerm) -> Category | None:
    """Return the category of a term, made below its parent where it is new; None without name."""
    slug = term_slug(term)
    if not slug:
        batch.note("unnamed_term", "Category", term.name)
        return None
    known = Category.objects.filter(slug=slug).first()
    if known is not None:
        batch.count("category", UNCHANGED)
        return known
    batch.count("category", CREATED)
    return Category.objects.create(
        slug=slug,
        name=term.name or slug,
        description=term.description,
        parent=Category.objects.filter(slug=slugify(term.parent)).first() if term.parent else None,
        created_at=batch.at,
    )


def tag_for(batch: Batch, term: WxrTerm) -> Tag | None:
    """Return the tag of a term, made where it is new; None without name."""
    slug = term_slug(term)
    if not slug:
        batch.note("unnamed_term", "Tag", term.name)
        return None
    tag, new = Tag.objects.get_or_create(
        slug=slug, defaults={"name": term.name or slug, "description": term.description}
    )
    batch.count("tag", CREATED if new else UNCHANGED)
    return tag


def term_slug(term: WxrTerm) -> str:
    """Return a term's address here."""
    return slugify(term.slug) or slugify(term.name)
