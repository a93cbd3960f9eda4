"""Pages for categories and tags."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.foundation.errors import AtriumError, NotFound
from shared_apps.foundation.paging import page_of
from tenant_apps.blog import permissions
from tenant_apps.blog.actions.terms import create_term, delete_term, edit_term, noun
from tenant_apps.blog.forms.terms import CategoryForm, TagForm
from tenant_apps.blog.models import Category, Tag
from tenant_apps.blog.queries import terms
from tenants.access import requires

MODELS: dict[str, Any] = {"category": Category, "tag": Tag}
FORMS: dict[str, type[TagForm]] = {"category": CategoryForm, "tag": TagForm}
TAGS_A_PAGE = 60


@requires(permissions.WRITE)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the tree of categories and the tags."""
    context = {
        "categories": terms.category_tree(),
        "tags": page_of(terms.tags_by_use(), request.GET.get("page"), TAGS_A_PAGE),
    }
    return render(request, "blog/manage/terms.html", context)


@requires(permissions.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def term_new(request: HttpRequest, what: str) -> HttpResponseBase:
    """Make a category or a tag."""
    model = _model(what)
    return _form_page(request, what, None, lambda data: create_term(model, data))


@requires(permissions.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def term_edit(request: HttpRequest, what: str, term_id: UUID) -> HttpResponseBase:
    """Rename, move or describe a category or a tag."""
    term = terms.by_id(_model(what), term_id)
    return _form_page(request, what, term, lambda data: edit_term(term, data))


@requires(permissions.WRITE)
@require_POST
def term_delete(request: HttpRequest, what: str, term_id: UUID) -> HttpResponseBase:
    """Delete a category or a tag; its posts stay."""
    term = terms.by_id(_model(what), term_id)
    delete_term(term)
    messages.success(request, f"The {noun(_model(what))} “{term.name}” was deleted.")
    return redirect("blog_manage:terms")


def _form_page(request: HttpRequest, what: str, term: Any, act: Any) -> HttpResponseBase:
    names = ("name", "slug", "description", *(("parent",) if what == "category" else ()))
    initial = {name: getattr(term, name) for name in names} if term else {}
    form = FORMS[what](request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = _try(form, act)
        if status == 200:
            messages.success(request, f"The {what} was saved.")
            return redirect("blog_manage:terms")
    context = {"form": form, "term": term, "what": what}
    return render(request, "blog/manage/term.html", context, status=status)


def _try(form: TagForm, act: Any) -> int:
    """Save; return 200, or the status of what is wrong, with sentences on the form."""
    if not form.is_valid():
        return 400
    try:
        act(form.cleaned_data)
    except AtriumError as refusal:
        for name, sentences in (refusal.fields or {"": [refusal.message]}).items():
            form.add_error(name or None, sentences)
        return refusal.status
    return 200


def _model(what: str) -> Any:
    if what not in MODELS:
        raise NotFound
    return MODELS[what]
