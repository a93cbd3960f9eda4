"""How the workspace looks."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError
from tenants.access import requires
from tenants.branding import Look, change_look, remove_logo, set_logo
from tenants.models import Workspace

from .answers import blame, told, workspace_row
from .forms import BrandingForm

CAPABILITY = "workspace.manage_branding"


@requires(CAPABILITY)
@require_http_methods(["GET", "HEAD", "POST"])
def branding_page(request: HttpRequest) -> HttpResponseBase:
    """Change name, tagline, colour, theme and logo; all pages show it at once."""
    row = workspace_row(request)
    if request.method != "POST":
        form = BrandingForm(initial=_present(row))
        return render(request, "manage/branding.html", {"form": form, "row": row})
    form = BrandingForm(request.POST, request.FILES)
    if form.is_valid() and _changed(form, row):
        return told(request, "Saved. Everybody sees it from now on.", "manage:branding")
    row.refresh_from_db()
    return render(request, "manage/branding.html", {"form": form, "row": row}, status=400)


def _present(row: Workspace) -> dict[str, str]:
    return {
        "name": row.name,
        "tagline": row.tagline,
        "colour": row.colour,
        "theme": row.theme,
    }


def _changed(form: BrandingForm, row: Workspace) -> bool:
    given, at = form.cleaned_data, now()
    look = Look(given["name"], given["tagline"], given["colour"], given["theme"])
    try:
        # The picture first: it is what may be refused, and then nothing has changed.
        if given["logo"]:
            set_logo(workspace=row, file=given["logo"], at=at)
        change_look(workspace=row, look=look, at=at)
    except AtriumError as refusal:
        blame(form, refusal)
        return False
    return True


@requires(CAPABILITY)
@require_POST
def remove_logo_page(request: HttpRequest) -> HttpResponseBase:
    """Take the logo away."""
    remove_logo(workspace=workspace_row(request), at=now())
    return told(request, "The logo is removed.", "manage:branding")
