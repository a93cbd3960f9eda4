"""Switching modules on and off, and deleting their data for good."""

import json
import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError, Invalid
from tenants import directory
from tenants.access import Member, requires
from tenants.errors import ModuleNotOff
from tenants.middleware import member_on
from tenants.module_states import manifest_of, state_of, states_of
from tenants.provisioning.actions import preview_purge, purge, switch_off, switch_on
from tenants.provisioning.exports import export_module

from .answers import back_with_reason, blame, told, workspace_row
from .forms import TypedName


class UnknownState(Invalid):
    """A switch knows two positions."""

    code = "workspace.unknown_state"
    sentence = "A module can be switched “on” or “off”."


@requires("workspace.manage_modules")
@require_safe
def module_list(request: HttpRequest) -> HttpResponse:
    """Every module with what it does and whether it is on."""
    states = states_of(member_on(request).entry)
    return render(request, "manage/modules.html", {"states": states})


@requires("workspace.manage_modules")
@require_POST
@back_with_reason("manage:modules")
def switch(request: HttpRequest, label: str) -> HttpResponseBase:
    """Switch one module; answer the whole page, or its card and the navigation to htmx."""
    manifest = manifest_of(label)
    wanted = request.POST.get("state", "")
    turn = {"on": switch_on, "off": switch_off}.get(wanted)
    if turn is None:
        raise UnknownState
    member = member_on(request)
    turn(workspace=workspace_row(request), label=label, by=member.user, at=now())
    sentence = f"{manifest.name} is {wanted}."
    if not request.htmx:  # type: ignore[attr-defined]
        return told(request, sentence, "manage:modules")
    see_change(request, member)
    context = {"states": states_of(member_on(request).entry)}
    answer = render(request, "manage/modules_switched.html", context)
    answer["HX-Trigger"] = json.dumps({"toast": {"level": "success", "message": sentence}})
    return answer


def see_change(request: HttpRequest, member: Member) -> None:
    """Let the rest of this request see the workspace as it is now, not as it was asked."""
    fresh = directory.entry(member.entry.id)
    if fresh is not None:
        request.workspace = fresh  # type: ignore[attr-defined]
        request.member = Member(fresh, member.user, member.role)  # type: ignore[attr-defined]


@requires("workspace.purge_modules")
@require_http_methods(["GET", "HEAD", "POST"])
@back_with_reason("manage:modules")
def purge_page(request: HttpRequest, label: str) -> HttpResponseBase:
    """Show what would go, and delete it once its name has been typed."""
    manifest, row = manifest_of(label), workspace_row(request)
    state = state_of(member_on(request).entry, manifest)
    if not state.keeps_data:
        raise ModuleNotOff(label=manifest.name)
    form = TypedName(request.POST or None, expected=manifest.name)
    if request.method == "POST" and form.is_valid():
        try:
            purge(workspace=row, label=label, by=member_on(request).user, at=now())
        except AtriumError as refusal:
            blame(form, refusal)
        else:
            return told(request, f"The data of {manifest.name} is deleted.", "manage:modules")
    counts = preview_purge(workspace=row, label=label)
    context = {
        "state": state,
        "form": form,
        "counts": counts,
        "rows": sum(count.rows for count in counts),
    }
    return render(request, "manage/purge.html", context, status=400 if form.errors else 200)


@requires("workspace.purge_modules")
@require_POST
def export(request: HttpRequest, label: str) -> HttpResponseBase:
    """Answer the module's data as a zip of CSV files."""
    manifest, row, at = manifest_of(label), workspace_row(request), now()
    with tempfile.TemporaryDirectory(prefix="atrium-export-") as folder:
        path = export_module(workspace=row, label=label, to=Path(folder) / "export.zip", at=at)
        # The open file outlives its name, so nothing is left behind whatever happens next.
        opened = path.open("rb")
    name = f"{row.slug}-{manifest.slug}-{at:%Y-%m-%d}.zip"
    return FileResponse(opened, as_attachment=True, filename=name)
