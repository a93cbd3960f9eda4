"""How allauth behaves on our hosts: who may register, what mail says, which limits hold."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import TooMany
from shared_apps.identity.client_address import client_address
from shared_apps.identity.limits import MAIL_TO, SIGN_IN_ACCOUNT, attempt, forget
from shared_apps.identity.models import User
from shared_apps.identity.refresh import revoke_families
from shared_apps.identity.sessions import end_sessions
from tenants.access import member_of
from tenants.directory import WorkspaceEntry

from .actions import join_as_customer
from .letterhead import base_url_of, sender_of
from .password_sign_in import checked_password, sign_in_attempt
from .registration import customers_may_register

VERIFY = "allauth.account.stages.EmailVerificationStage"
OUR_VERIFY = "tenants.people.stages.VerificationStage"


def entry_of(request: HttpRequest) -> WorkspaceEntry | None:
    """Return the workspace whose host was asked, or None on the public site."""
    return getattr(request, "workspace", None)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are global; the way in, the mail and the way on belong to the host."""

    request: HttpRequest

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say yes only where a workspace lets customers register.

        Organisations sign up on the public site, staff come by invitation.
        """
        entry = entry_of(request)
        return entry is not None and customers_may_register(entry)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address as far as it can be believed."""
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check credentials under our limits; a closed account looks like a wrong password."""
        counted = sign_in_attempt(request, str(credentials.get("email", "")), now())
        user = checked_password(request, **credentials)
        if user is not None:
            counted.forgive()
        return user

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        # allauth calls this when a person has proved, by a reset link, who they are.
        forget(SIGN_IN_ACCOUNT, str(credentials.get("email", "")))

    def get_login_stages(self) -> list[str]:
        """Return the stages of a sign-in, with our own rule for unverified addresses."""
        return [OUR_VERIFY if each == VERIFY else each for each in super().get_login_stages()]

    def login(self, request: HttpRequest, user: Any) -> None:
        """Open the session; where anybody may register, whoever signs in is a customer."""
        super().login(request, user)
        entry = entry_of(request)
        if entry is not None and customers_may_register(entry):
            join_as_customer(workspace_id=entry.id, user=user, at=now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the dashboard, the workspace's home, or the list of one's workspaces."""
        entry = entry_of(request)
        if entry is None:
            on_public = getattr(request, "urlconf", None) == settings.URLCONF_PUBLIC
            return reverse("your_workspaces") if on_public else "/"
        member = member_of(entry, request.user)
        return "/manage/" if member.can("workspace.view_dashboard") else "/"

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Return the workspace's home page."""
        return "/"

    def save_user(
        self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True
    ) -> Any:
        """Save a person who registers, with the name they gave."""
        user.name = form.cleaned_data.get("name") or ""
        return super().save_user(request, user, form, commit)

    def set_password(self, user: Any, password: str) -> None:
        """Give a person a new password and end everything the old one opened elsewhere."""
        user.set_password(password)
        user.save(update_fields=["password"])
        own = self.request.session.session_key if self.request.user == user else None
        end_sessions(user, keep=own)
        revoke_families(user, at=now())

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make a verified address the person's own, unless it is somebody else's by now."""
        others = User.objects.exclude(pk=email_address.user_id)
        if not others.filter(email=email_address.email).exists():
            try:
                with transaction.atomic():
                    return bool(super().confirm_email(request, email_address))
            except IntegrityError:
                pass
        template = "account/messages/email_confirmation_failed.txt"
        self.add_message(request, messages.ERROR, template, {"email": email_address.email})
        return False

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is: the sender's name says whose mail it is."""
        return subject

    def get_from_email(self) -> str:
        """Return the From header under the workspace's name."""
        return sender_of(entry_of(self.request))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the reset link on the host that was asked, as the directory knows it."""
        return self._on_our_host(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the verification link on the host that was asked."""
        return self._on_our_host(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail about an account, unless its reader has had too many of late.

        Dropped in silence: whoever asked must not learn what became of it.
        """
        try:
            attempt(now(), (MAIL_TO, email))
        except TooMany:
            return
        known = {k: self._on_our_host(v) if isinstance(v, str) else v for k, v in context.items()}
        extra = {"workspace": entry_of(self.request), "base_url": base_url_of(self.request)}
        super().send_mail(template_prefix, email, {**known, **extra})

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        """Return the message, marked as sent by a machine (RFC 3834)."""
        message: EmailMessage = super().render_mail(*args, **kwargs)
        message.extra_headers["Auto-Submitted"] = "auto-generated"
        return message

    def _on_our_host(self, url: str) -> str:
        """Replace what the Host header claims, port included, by what the directory knows."""
        parts = urlsplit(url)
        if not parts.netloc or parts.netloc != self.request.get_host():
            return url
        return base_url_of(self.request) + urlunsplit(("", "", *parts[2:]))
