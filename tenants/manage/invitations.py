"""Inviting people by e-mail."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError
from shared_apps.registry.roles import Role
from tenants.access import Member, requires
from tenants.middleware import member_on
from tenants.people.actions import Invited, invite, resend_invitation, revoke_invitation
from tenants.people.queries import assignable_roles, invitation, open_invitations

from .answers import back_with_reason, blame, told
from .forms import InviteForm

CAPABILITY = "workspace.manage_members"


@requires(CAPABILITY)
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_list(request: HttpRequest) -> HttpResponseBase:
    """Invite people, and see who has not answered yet."""
    member = member_on(request)
    if request.method != "POST":
        return _page(request, InviteForm(roles=_roles(member), initial={"role": Role.MEMBER}))
    form = InviteForm(request.POST, roles=_roles(member))
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = invite(emails=given["emails"], role=given["role"], by=member, at=now())
        except AtriumError as refusal:
            blame(form, refusal)
        else:
            _tell(request, made)
            return redirect("manage:invitations")
    return _page(request, form, status=400)


def _roles(member: Member) -> list[tuple[str, str]]:
    return [(role.value, str(role.label)) for role in assignable_roles(member)]


def _page(request: HttpRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    at = now()
    rows = [
        {"invitation": row, "role": Role(row.role).label, "expired": row.expires_at <= at}
        for row in open_invitations(member_on(request).entry)
    ]
    context = {"form": form, "rows": rows}
    return render(request, "manage/invitations.html", context, status=status)


def _tell(request: HttpRequest, made: Invited) -> None:
    number = len(made.sent)
    if number:
        noun = "invitation is" if number == 1 else "invitations are"
        messages.success(request, f"{number} {noun} on the way.")
    if made.members_already:
        names = ", ".join(made.members_already[:5])
        messages.info(request, f"Already a member, so not invited: {names}.")


@requires(CAPABILITY)
@require_POST
@back_with_reason("manage:invitations")
def resend(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Send an invitation again with a new link."""
    member = member_on(request)
    row = resend_invitation(invitation=invitation(member.entry, pk), by=member, at=now())
    return told(request, f"A new link is on its way to {row.email}.", "manage:invitations")


@requires(CAPABILITY)
@require_POST
@back_with_reason("manage:invitations")
def revoke(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Take an invitation back."""
    member = member_on(request)
    row = revoke_invitation(invitation=invitation(member.entry, pk), by=member, at=now())
    return told(request, f"The invitation for {row.email} is taken back.", "manage:invitations")
