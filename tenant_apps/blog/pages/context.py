"""What stands beside every list of posts."""

from calendar import month_name
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenant_apps.blog.models import Category
from tenant_apps.blog.queries import reading

CATEGORIES_SHOWN, MONTHS_SHOWN, TAGS_SHOWN = 12, 8, 24
DEEPEST_INDENT = 4


@dataclass(frozen=True)
class MonthLink:
    """A month with its name."""

    year: int
    month: int
    label: str
    posts: int


def aside(at: datetime) -> dict[str, Any]:
    """Return categories, months, tags and top pages."""
    used = [category for category in reading.categories_with_counts(at) if category.total]  # type: ignore[attr-defined]
    months = month_links(at)
    return {
        "pages": reading.page_tree(at),
        "categories": indented(used[:CATEGORIES_SHOWN]),
        "more_categories": len(used) > CATEGORIES_SHOWN,
        "months": months[:MONTHS_SHOWN],
        "more_months": len(months) > MONTHS_SHOWN,
        "tags": list(reading.tags_with_counts(at, TAGS_SHOWN)),
    }


def month_links(at: datetime) -> list[MonthLink]:
    """Return the months with posts, with their names."""
    return [
        MonthLink(m.year, m.month, f"{month_name[m.month]} {m.year}", m.posts)
        for m in reading.months(at)
    ]


def indented(categories: list[Category]) -> list[Category]:
    """Set how far each category is indented; very deep trees stop at the fourth step."""
    for category in categories:
        category.shown_depth = min(category.tree_depth, DEEPEST_INDENT)  # type: ignore[attr-defined]
    return categories
