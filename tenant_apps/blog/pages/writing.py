"""Pages for writers: the list, the editor, and what the buttons do."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError
from shared_apps.foundation.paging import page_of
from tenant_apps.blog import permissions
from tenant_apps.blog.forms.posts import (
    FilterForm,
    PostForm,
    checked_ids,
    filter_choices,
    initial_of,
)
from tenant_apps.blog.models import Post
from tenant_apps.blog.models.posts import LONGEST_BODY
from tenant_apps.blog.queries import writing
from tenant_apps.blog.writing.rendering import render as render_source
from tenants.access import requires
from tenants.middleware import member_on

from .desk import STEPS, save, take_step

ROWS = 25


@requires(permissions.WRITE)
@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    """List posts or pages, with filters."""
    form = FilterForm(request.GET)
    filters = form.filters()
    rows = writing.workbench(member_on(request), filters)
    context = {
        "page": page_of(rows, request.GET.get("page"), ROWS),
        "filters": filters,
        "showing_posts": filters.kind == Post.Kind.POST,
        "showing_pages": filters.kind == Post.Kind.PAGE,
        "statuses": _statuses(filters),
        "form": form,
        "steps": STEPS,
        **filter_choices(),
    }
    return render(request, "blog/manage/posts.html", context)


def _statuses(filters: writing.Filters) -> list[dict[str, Any]]:
    counts = writing.status_counts(filters.kind)
    everything = sum(counts.values()) - counts[Post.Status.TRASH]
    tabs = [{"value": "", "label": "All", "count": everything}]
    tabs += [{"value": s.value, "label": s.label, "count": counts[s]} for s in Post.Status]
    return [{**tab, "active": tab["value"] == filters.status} for tab in tabs]


@requires(permissions.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request: HttpRequest) -> HttpResponseBase:
    """Write a new post, or a page with ?kind=page."""
    kind = Post.Kind.PAGE if request.GET.get("kind") == Post.Kind.PAGE else Post.Kind.POST
    if request.method != "POST":
        return _editor(request, PostForm(kind=kind), kind)
    return _save(request, PostForm(request.POST, kind=kind), kind, None)


@requires(permissions.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request: HttpRequest, post_id: UUID) -> HttpResponseBase:
    """Change a post or page."""
    post = writing.editable(member_on(request), post_id)
    if request.method != "POST":
        form = PostForm(kind=post.kind, post=post, initial=initial_of(post))
        return _editor(request, form, post.kind, post)
    return _save(request, PostForm(request.POST, kind=post.kind, post=post), post.kind, post)


def _save(request: HttpRequest, form: PostForm, kind: str, post: Post | None) -> HttpResponseBase:
    if not form.is_valid():
        return _editor(request, form, kind, post, status=400)
    try:
        saved, sentence = save(
            form.cleaned_data,
            kind=kind,
            post=post,
            step=request.POST.get("then", "save"),
            by=member_on(request).person,
            at=now(),
        )
    except AtriumError as refusal:
        _explain(form, refusal)
        return _editor(request, form, kind, post, status=refusal.status)
    messages.success(request, sentence)
    return redirect("blog_manage:post_edit", saved.pk)


def _explain(form: PostForm, refusal: AtriumError) -> None:
    beside = {name: s for name, s in refusal.fields.items() if name in form.fields}
    for name, sentences in beside.items():
        form.add_error(name, sentences)
    if not beside:
        form.add_error(None, refusal.message)


def _editor(
    request: HttpRequest, form: PostForm, kind: str, post: Post | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "post": post, "kind": kind, "kind_label": Post.Kind(kind).label}
    return render(request, "blog/manage/editor.html", context, status=status)


@requires(permissions.WRITE)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Answer with what the text being written will look like."""
    source = request.POST.get("body", "")[:LONGEST_BODY]
    wanted = request.POST.get("source_format", Post.Source.MARKDOWN)
    html = render_source(source, wanted).html
    return render(request, "blog/manage/preview.html", {"html": html})


@requires(permissions.WRITE)
@require_POST
def post_step(request: HttpRequest, post_id: UUID, step: str) -> HttpResponseBase:
    """Publish, withdraw, trash, restore or delete one post."""
    post = writing.editable(member_on(request), post_id)
    sentence = take_step(step, [post], by=member_on(request).person, at=now())
    messages.success(request, sentence)
    return redirect(_back(request))


@requires(permissions.WRITE)
@require_POST
def posts_bulk(request: HttpRequest) -> HttpResponseBase:
    """Do the same to all ticked posts."""
    ids = list(checked_ids(request.POST.getlist("ids")))
    chosen = list(writing.editable_many(member_on(request), ids))
    step = request.POST.get("step", "")
    sentence = take_step(step, chosen, by=member_on(request).person, at=now())
    messages.success(request, sentence)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """Return the list with the filters that were set, and nothing that was not ours."""
    query = FilterForm(request.POST).filters()
    wanted = {"kind": query.kind, "status": query.status, "q": query.text}
    pairs = urlencode({key: value for key, value in wanted.items() if value})
    return f"{reverse('blog_manage:posts')}?{pairs}"
