"""Ways into a workspace: by ticket from the public site, and the list that gives tickets."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import NotFound, SignInRequired
from shared_apps.identity.client_address import client_address
from shared_apps.identity.limits import BAD_LINK_ADDRESS, attempt
from shared_apps.identity.models import User
from shared_apps.identity.tickets import TicketRefused, issue_ticket, redeem_ticket
from tenants.access import public, signed_in
from tenants.directory import WorkspaceEntry
from tenants.middleware import member_on

from .queries import workspaces_of

DASHBOARD = "/manage/"


@public
@require_GET
@never_cache
def welcome(request: HttpRequest) -> HttpResponseBase:
    """Redeem a ticket, open a session and go on; a reload of the page just goes on.

    A GET may do this because the ticket is used up by it.
    """
    entry, at = member_on(request).entry, now()
    counted = attempt(at, (BAD_LINK_ADDRESS, client_address(request)))
    try:
        user = redeem_ticket(request.GET.get("ticket", ""), entry.ref, at)
    except TicketRefused:
        if not request.user.is_authenticated:
            raise
    else:
        open_session(request, user)
    counted.forgive()
    response = redirect(safe_next(request, DASHBOARD))
    response["Referrer-Policy"] = "no-referrer"
    return response


def open_session(request: HttpRequest, user: User) -> None:
    """Sign a person in on this host under a new session key."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the path in `next` if it stays on this host."""
    wanted = request.GET.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else default


@signed_in
@require_safe
@never_cache
def your_workspaces(request: HttpRequest) -> HttpResponse:
    """The workspaces a person belongs to; each button hands them over by ticket."""
    found = [
        {"workspace": entry, "role": role, "open": entry.status == "active"}
        for entry, role in workspaces_of(_person(request))
    ]
    response = render(request, "people/your_workspaces.html", {"found": found})
    # The form is answered by a redirect to the workspace, which may be a custom domain.
    targets = [entry["workspace"].url.rstrip("/") for entry in found]  # type: ignore[attr-defined]
    response._csp_update = {"form-action": targets}  # type: ignore[attr-defined]
    return response


@signed_in
@require_POST
def enter_workspace(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand a person over to one of their workspaces; raise NotFound for any other."""
    person = _person(request)
    entry = next((entry for entry, _ in workspaces_of(person) if entry.id == pk), None)
    if entry is None:
        raise NotFound
    return redirect(ticket_url(person, entry))


def ticket_url(person: User, entry: WorkspaceEntry) -> str:
    """Return the address that signs a person in at a workspace within a minute, once."""
    query = urlencode({"ticket": issue_ticket(person, entry.ref, now())})
    return f"{entry.url}welcome/?{query}"


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise SignInRequired  # the decorator lets nobody else through
    return request.user
