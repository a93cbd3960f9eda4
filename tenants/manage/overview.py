"""The dashboard's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenants.access import requires
from tenants.middleware import member_on
from tenants.modules import modules_on

from .activity import lately
from .cards import cards_of
from .next_steps import next_steps


@requires("workspace.view_dashboard")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Figures of what is on, what to do next, and what happened lately."""
    member = member_on(request)
    context = {
        "cards": cards_of(member),
        "steps": next_steps(member),
        "empty": not any(modules_on(member.entry)),
        "activity": lately(member.entry) if member.can("workspace.view_members") else [],
    }
    return render(request, "manage/overview.html", context)
