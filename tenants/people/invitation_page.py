"""The page an invitation's link leads to."""

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shared_apps.foundation.clock import now
from shared_apps.identity.client_address import client_address
from shared_apps.identity.limits import BAD_LINK_ADDRESS, attempt
from shared_apps.identity.models import User
from shared_apps.registry.roles import Role
from tenants.access import Member, member_of, public
from tenants.middleware import member_on
from tenants.models import Invitation

from .actions import accept_as_new_person, accept_invitation
from .entrance import open_session
from .errors import HasAccount, InvitationForOther
from .queries import has_account, invitation_by_token


class NewPersonForm(forms.Form):
    """What somebody without an account gives to accept."""

    name = forms.CharField(
        label="Your name", max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Password",
        max_length=1024,
        strip=False,
        help_text=" ".join(password_validators_help_texts()),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, email: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.email = email

    def clean_password(self) -> str:
        """Return the password if it is a good one for this person."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.data.get("name", "")))
        return password


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Accept an invitation: as oneself, after signing in, or with a new account.

    Raises NoSuchInvitation, InvitationUsed, InvitationRevoked and InvitationExpired; wrong
    links are counted, so that tokens cannot be guessed.
    """
    member, at = member_on(request), now()
    counted = attempt(at, (BAD_LINK_ADDRESS, client_address(request)))
    row = invitation_by_token(member.entry, token, at)
    counted.forgive()
    if member.user is not None:
        return _as_oneself(request, row, member)
    if has_account(row.email):
        return _sign_in_first(request, row)
    return _as_new_person(request, row)


def _as_oneself(request: HttpRequest, row: Invitation, member: Member) -> HttpResponseBase:
    if member.person.email != row.email:
        context: dict[str, object] = {"message": InvitationForOther(email=row.email).message}
        return _page(request, row, "other", context, status=InvitationForOther.status)
    if request.method != "POST":
        return _page(request, row, "accept", {})
    accept_invitation(invitation=row, user=member.person, at=now())
    return redirect(_home(member.person, member))


def _sign_in_first(request: HttpRequest, row: Invitation) -> HttpResponse:
    if request.method == "POST":
        raise HasAccount
    return _page(request, row, "sign_in", {})


def _as_new_person(request: HttpRequest, row: Invitation) -> HttpResponseBase:
    form = NewPersonForm(request.POST or None, email=row.email)
    if request.method != "POST" or not form.is_valid():
        return _page(request, row, "new", {"form": form}, status=400 if form.errors else 200)
    given = form.cleaned_data
    seat = accept_as_new_person(
        invitation=row, name=given["name"], password=given["password"], at=now()
    )
    open_session(request, seat.user)
    return redirect(_home(seat.user, member_on(request)))


def _home(user: User, member: Member) -> str:
    seen = member_of(member.entry, user)
    return "/manage/" if seen.can("workspace.view_dashboard") else "/"


def _page(
    request: HttpRequest, row: Invitation, step: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    shown = {"invitation": row, "role": Role(row.role).label, "step": step, **context}
    return render(request, "people/invitation.html", shown, status=status)
