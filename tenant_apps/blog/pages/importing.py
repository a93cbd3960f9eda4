"""Pages for bringing a WordPress site in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError
from shared_apps.foundation.paging import page_of
from tenant_apps.blog import permissions
from tenant_apps.blog.actions.imports import LARGEST_BYTES, LIMIT_IN_WORDS, start_import
from tenant_apps.blog.errors import ExportTooLarge
from tenant_apps.blog.forms.imports import ImportForm
from tenant_apps.blog.queries import importing
from tenants.access import requires
from tenants.middleware import member_on

# A multipart body is a little larger than the file in it.
ENVELOPE_BYTES = 64 * 1024
ROWS = 20


# Exempt only so that a body over the limit is refused before anything reads it: the check for
# the token would read all of it. `_imports` is protected as every other page.
@csrf_exempt
@requires(permissions.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponseBase:
    """Show past imports and take a new export."""
    if request.method == "POST" and too_large(request):
        return _page(request, ImportForm(), 413, ExportTooLarge(limit=LIMIT_IN_WORDS))
    return _imports(request)


def too_large(request: HttpRequest) -> bool:
    """Return whether the body is larger than any export that is taken."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdigit() and int(length) > LARGEST_BYTES + ENVELOPE_BYTES


@csrf_protect
def _imports(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 400)
    upload = form.cleaned_data["file"]
    try:
        run = start_import(upload=upload, name=upload.name, by=member_on(request).person, at=now())
    except AtriumError as refusal:
        return _page(request, ImportForm(), refusal.status, refusal)
    messages.success(request, "The file is fine. The import has begun.")
    return redirect("blog_manage:import", run.pk)


def _page(
    request: HttpRequest, form: ImportForm, status: int = 200, refusal: AtriumError | None = None
) -> HttpResponse:
    runs = page_of(importing.runs(member_on(request)), request.GET.get("page"), ROWS)
    context = {"form": form, "page": runs, "refusal": refusal}
    return render(request, "blog/manage/imports.html", context, status=status)


@requires(permissions.IMPORT)
@require_safe
def import_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show how far an import has come, and in the end its report."""
    run = importing.run_of(member_on(request), run_id)
    context = {"run": run, "report": importing.report(run)}
    return render(request, "blog/manage/import.html", context)


@requires(permissions.IMPORT)
@require_safe
def import_progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Answer with the progress bar; once it is over, have the page load its report."""
    run = importing.run_of(member_on(request), run_id)
    response = render(request, "blog/manage/progress.html", {"run": run})
    if run.is_over:
        response["HX-Refresh"] = "true"
    return response
