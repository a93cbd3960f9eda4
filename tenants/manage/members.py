"""Who belongs to the workspace, and with which role."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import Invalid, SignInRequired
from shared_apps.foundation.paging import page_of
from shared_apps.identity.models import User
from shared_apps.registry.roles import Role
from tenants.access import Member, requires
from tenants.middleware import member_on
from tenants.models import Membership
from tenants.people.actions import (
    change_role,
    deactivate_member,
    leave_workspace,
    reactivate_member,
    remove_member,
    transfer_ownership,
)
from tenants.people.queries import assignable_roles, may_manage, members_of, membership

from .answers import back_with_reason, told
from .forms import OwnPassword

PAGE_SIZE = 50


class UnknownRole(Invalid):
    """There is no such role."""

    code = "people.unknown_role"
    sentence = "Choose one of the roles offered."


@requires("workspace.view_members")
@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """The members, found by name or address, each with what the viewer may do."""
    member = member_on(request)
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    page = page_of(_found(member, words), request.GET.get("page"), PAGE_SIZE)
    context = {
        "page": page,
        "words": words,
        "rows": [_row(member, row) for row in page],
        "roles": assignable_roles(member),
    }
    template = "members_table" if request.htmx else "members"  # type: ignore[attr-defined]
    return render(request, f"manage/{template}.html", context)


def _found(member: Member, words: str) -> QuerySet[Membership]:
    rows = members_of(member.entry)
    for word in words.split():
        rows = rows.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
    return rows


def _row(by: Member, row: Membership) -> dict[str, object]:
    return {
        "membership": row,
        "role_label": Role(row.role).label,
        "is_self": row.user_id == by.user_id,
        "may_manage": may_manage(by, row) and row.user_id != by.user_id,
        "may_inherit": by.can("workspace.transfer")
        and row.user_id != by.user_id
        and row.is_active
        and row.role != Role.CUSTOMER,
    }


@requires("workspace.manage_members")
@require_POST
@back_with_reason("manage:members")
def change_role_page(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Give a member another role."""
    member = member_on(request)
    row, role = membership(member.entry, pk), request.POST.get("role", "")
    if role not in Role.values:
        raise UnknownRole
    changed = change_role(membership=row, role=role, by=member, at=now())
    label = Role(changed.role).label.lower()
    return told(request, f"{row.user} is {label} from now on.", "manage:members")


@requires("workspace.manage_members")
@require_POST
@back_with_reason("manage:members")
def set_active_page(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Shut a member out, or let them in again."""
    member = member_on(request)
    row = membership(member.entry, pk)
    if request.POST.get("active") == "yes":
        reactivate_member(membership=row, by=member, at=now())
        return told(request, f"{row.user} can come in again.", "manage:members")
    deactivate_member(membership=row, by=member, at=now())
    return told(request, f"{row.user} is shut out and signed out.", "manage:members")


@requires("workspace.manage_members")
@require_POST
@back_with_reason("manage:members")
def remove_page(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """End a membership."""
    member = member_on(request)
    row = membership(member.entry, pk)
    remove_member(membership=row, by=member, at=now())
    return told(request, f"{row.user} no longer belongs to the workspace.", "manage:members")


@requires("workspace.transfer")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@back_with_reason("manage:members")
def transfer_page(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand the workspace over, after asking for the owner's password."""
    member = member_on(request)
    heir = membership(member.entry, pk)
    form = OwnPassword(request.POST or None, person=_person(member))
    if request.method == "POST" and form.is_valid():
        transfer_ownership(to=heir, by=member, at=now())
        return told(request, f"{heir.user} owns the workspace from now on.", "manage:members")
    status = 400 if form.errors else 200
    return render(request, "manage/transfer.html", {"heir": heir, "form": form}, status=status)


def _person(member: Member) -> User:
    if member.user is None:
        raise SignInRequired
    return member.user


@requires("workspace.leave")
@require_http_methods(["GET", "HEAD", "POST"])
@back_with_reason("front:home")
def leave_page(request: HttpRequest) -> HttpResponseBase:
    """End one's own membership."""
    if request.method != "POST":
        return render(request, "manage/leave.html")
    leave_workspace(by=member_on(request), at=now())
    return redirect("front:home")
