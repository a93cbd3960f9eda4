"""One post or page with all that belongs around it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tenant_apps.blog.forms.comments import CommentForm
from tenant_apps.blog.models import Post
from tenant_apps.blog.preferences import preferences
from tenant_apps.blog.queries import conversations, reading
from tenants.middleware import member_on


def answer_article(
    request: HttpRequest,
    post: Post,
    *,
    at: datetime,
    form: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the article; `form` is a comment that could not be taken as it was."""
    response = render(
        request, "blog/article.html", _context(request, post, at, form), status=status
    )
    if preferences().remote_images:
        # Imported posts show pictures from the site they come from; scripts never do.
        response._csp_update = {"img-src": ["https:"]}  # type: ignore[attr-defined]
    return response


def _context(
    request: HttpRequest, post: Post, at: datetime, form: CommentForm | None
) -> dict[str, Any]:
    member = member_on(request)
    answering = request.GET.get("reply", "") if form is None else form["parent"].value()
    return {
        "post": post,
        "canonical": post.canonical_url or request.build_absolute_uri(post.get_absolute_url()),
        "around": reading.neighbours(post, at) if not post.is_page else None,
        "related": reading.related(post, at) if not post.is_page else (),
        "subpages": reading.below(post, at) if post.is_page else (),
        "conversation": conversations.conversation(post, member, request.GET.get("comments")),
        "door": conversations.door(post, member, preferences(), at),
        "form": form or CommentForm(member=member, initial={"parent": answering}),
        "answered": conversations.answered(post, member, answering),
    }
