"""Readable addresses."""

from collections.abc import Callable

from django.utils.text import slugify as django_slugify

LONGEST = 180


def slugify(text: str) -> str:
    """Return the text as a slug; letters of all scripts stay."""
    return django_slugify(text, allow_unicode=True)[:LONGEST].strip("-_")


def free_slug(wanted: str, is_taken: Callable[[str], bool], fallback: str) -> str:
    """Return `wanted` as a slug, with the first number behind it that makes it free."""
    base = slugify(wanted) or fallback
    if not is_taken(base):
        return base
    return next(
        f"{base}-{number}" for number in range(2, 10_000) if not is_taken(f"{base}-{number}")
    )
