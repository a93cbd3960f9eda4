"""Lists by month, category, tag and author, and the overviews that lead to them."""

from calendar import month_name

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import NotFound
from tenant_apps.blog import permissions
from tenant_apps.blog.models import Author, Category, Tag
from tenant_apps.blog.queries import reading, terms
from tenants.access import requires

from .context import aside, indented, month_links
from .reading import show_list


@requires(permissions.READ)
@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the posts of a category and of those below it."""
    found = terms.by_slug(Category, slug)
    return show_list(
        request,
        reading.in_category(reading.listed(now()), found),
        heading=found.name,
        description=found.description,
        trail=list(Category.objects.ancestors(found)),
        feed_url=reverse("blog:category_rss", args=[found.slug]),
    )


@requires(permissions.READ)
@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the posts with a tag."""
    found = terms.by_slug(Tag, slug)
    return show_list(
        request,
        reading.with_tag(reading.listed(now()), found),
        heading=f"#{found.name}",
        description=found.description,
        feed_url=reverse("blog:tag_rss", args=[found.slug]),
    )


@requires(permissions.READ)
@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the posts of one author."""
    found = terms.by_slug(Author, slug)
    posts = reading.listed(now()).filter(author=found)
    return show_list(request, posts, heading=found.name, description=found.bio)


@requires(permissions.READ)
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Show the posts of a year."""
    return _period(request, year, None, str(year))


@requires(permissions.READ)
@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Show the posts of a month."""
    if not 1 <= month <= 12:
        raise NotFound
    return _period(request, year, month, f"{month_name[month]} {year}")


def _period(request: HttpRequest, year: int, month: int | None, heading: str) -> HttpResponse:
    # Beyond these the database cannot make a date of it.
    if not 1 <= year <= 9998:
        raise NotFound
    return show_list(request, reading.in_month(reading.listed(now()), year, month), heading=heading)


@requires(permissions.READ)
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Show every month that has posts."""
    return render(
        request, "blog/archive.html", {"months": month_links(now()), "aside": aside(now())}
    )


@requires(permissions.READ)
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """Show the whole tree of categories and all tags."""
    at = now()
    context = {
        "categories": indented(reading.categories_with_counts(at)),
        "tags": reading.tags_with_counts(at, 500),
        "aside": aside(at),
    }
    return render(request, "blog/categories.html", context)
