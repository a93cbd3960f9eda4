"""allauth's forms where ours do more."""

from typing import Any

from allauth.account.forms import ResetPasswordKeyForm, SignupForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.http import HttpRequest
from redis import RedisError

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import Unavailable
from shared_apps.identity.limits import SECOND_FACTOR, attempt
from shared_apps.identity.models import User
from shared_apps.identity.verified_email import mark_verified
from tenants.context import no_workspace


class RegisterForm(SignupForm):
    """Registers a customer; a known address takes as long and looks the same."""

    field_order = ("name", "email", "password1")

    def try_save(self, request: HttpRequest) -> Any:
        """Save the person, or tell the owner of a known address by mail alone."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class NewPasswordForm(ResetPasswordKeyForm):
    """Sets a new password through a reset link, which also proves the mailbox."""

    def save(self) -> None:
        """Save the password and note that the address is the person's own."""
        super().save()
        mark_verified(self.user)


class _LimitedCode:
    """Counts tries of one-time codes per person and keeps used codes for all workspaces."""

    user: User

    def clean_code(self) -> str:
        """Return the code; raise ValidationError, TooMany or Unavailable."""
        counted = attempt(now(), (SECOND_FACTOR, str(self.user.pk)))
        try:
            # A code used in one workspace must not be good again in the next.
            with no_workspace():
                code: str = super().clean_code()  # type: ignore[misc]
        except RedisError:
            raise Unavailable from None
        counted.forgive()
        return code


class CodeForm(_LimitedCode, AuthenticateForm):
    """The second step of a sign-in."""


class ConfirmCodeForm(_LimitedCode, ReauthenticateForm):
    """Asks for a code again before something that matters."""
