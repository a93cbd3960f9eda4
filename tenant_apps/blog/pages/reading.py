"""Pages for readers: posts, pages, and lists of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from shared_apps.foundation.clock import now
from shared_apps.foundation.paging import page_of
from tenant_apps.blog import permissions
from tenant_apps.blog.errors import NoSuchPost
from tenant_apps.blog.models import Post
from tenant_apps.blog.models.posts import PostQuerySet
from tenant_apps.blog.preferences import preferences
from tenant_apps.blog.queries import reading, search
from tenants.access import requires
from tenants.middleware import member_on

from .article import answer_article
from .context import aside


@requires(permissions.READ)
@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    """Show the newest posts, those that are featured first on the first page."""
    posts = reading.listed(now()).order_by("-is_featured", "-published_at", "-id")
    return show_list(request, posts)


@requires(permissions.READ)
@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show one post."""
    return _article(request, Post.Kind.POST, slug)


@requires(permissions.READ)
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show one page."""
    return _article(request, Post.Kind.PAGE, slug)


@requires(permissions.READ)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what the search found."""
    found = search.find(request.GET.get("q"), now())
    heading = f"Search: {found.words}" if found.words else "Search"
    return show_list(
        request,
        found.posts,
        template="blog/search.html",
        heading=heading,
        words=found.words,
        by_likeness=found.by_likeness,
    )


def show_list(
    request: HttpRequest, posts: PostQuerySet, template: str = "blog/list.html", **about: Any
) -> HttpResponse:
    """Answer with a page of posts and what stands beside it."""
    rows = page_of(posts, request.GET.get("page"), preferences().posts_per_page)
    return render(
        request,
        template,
        {"page": rows, "total": rows.paginator.count, "aside": aside(now()), **about},
    )


def _article(request: HttpRequest, kind: str, slug: str) -> HttpResponseBase:
    member, at = member_on(request), now()
    try:
        found = reading.readable(member, kind, slug, at)
    except NoSuchPost:
        moved = reading.moved_to(member, kind, slug, at)
        if moved is None:
            raise
        return redirect(moved, permanent=True)
    return answer_article(request, found, at=at)
