"""Signing in by password, wherever: one set of limits, one answer for every refusal."""

from datetime import datetime

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.http import HttpRequest
from redis import RedisError

from shared_apps.foundation.errors import SignInRequired, Unavailable
from shared_apps.identity.client_address import client_address
from shared_apps.identity.limits import SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, Attempt, attempt
from shared_apps.identity.models import User
from shared_apps.identity.verified_email import is_verified
from shared_apps.registry.roles import INSIDERS
from tenants.access import member_of
from tenants.context import no_workspace
from tenants.directory import WorkspaceEntry
from tenants.models import Membership


class SignInRefused(SignInRequired):
    """Unknown, wrong, closed, unverified, not a member: the answer is always the same."""

    code = "sign_in_refused"
    sentence = (
        "The e-mail address, the password or the one-time code is not right, "
        "or this person does not belong to the workspace."
    )


def sign_in_attempt(request: HttpRequest, email: str, at: datetime) -> Attempt:
    """Count one sign-in for the address it comes from and for the account; raise TooMany."""
    return attempt(
        at, (SIGN_IN_ADDRESS, client_address(request)), (SIGN_IN_ACCOUNT, email.strip().lower())
    )


def checked_password(request: HttpRequest, **credentials: str) -> User | None:
    """Return the active person with these credentials; takes one hash's time either way."""
    AuthenticationBackend.unstash_authenticated_user()
    user = authenticate(request, **credentials)
    # allauth keeps a person whose account is closed aside, to tell them so; we do not.
    AuthenticationBackend.unstash_authenticated_user()
    return user if isinstance(user, User) else None


def sign_in_by_password(
    request: HttpRequest,
    entry: WorkspaceEntry,
    *,
    email: str,
    password: str,
    code: str,
    at: datetime,
) -> User:
    """Return the active member with these credentials; raise SignInRefused or TooMany."""
    counted = sign_in_attempt(request, email, at)
    user = checked_password(request, email=email.strip().lower(), password=password)
    if (
        user is None
        or member_of(entry, user).role is None
        or needs_verification(user, entry)
        or not second_factor_fits(user, code)
    ):
        raise SignInRefused
    counted.forgive()
    return user


def needs_verification(user: User, entry: WorkspaceEntry | None) -> bool:
    """Return whether somebody must read their mail before they may sign in at `entry`.

    Whoever works there came by founding it or by an invitation; all others could have
    registered with anybody's address. None is the public site, which leads on only to
    workspaces the person belongs to. Platform owners are made by a command.
    """
    if user.is_staff:
        return False
    seats = Membership.objects.filter(user=user, is_active=True, role__in=INSIDERS)
    if entry is not None:
        seats = seats.filter(workspace_id=entry.id)
    return not seats.exists() and not is_verified(user)


def second_factor_fits(user: User, code: str) -> bool:
    """Return whether `code` is good, or none is asked for.

    Who has only a passkey cannot sign in by password here at all.
    """
    factors = list(Authenticator.objects.filter(user=user))
    if not factors:
        return True
    usable = {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}
    try:
        # Used codes are noted in the cache, which must be one for all workspaces.
        with no_workspace():
            return bool(code) and any(
                factor.wrap().validate_code(code) for factor in factors if factor.type in usable
            )
    except RedisError:
        raise Unavailable from None
