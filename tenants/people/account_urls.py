"""allauth's routes, each with its declared access and, where it can be abused, a limit.

Wrapped here once, so that the generated access tests see them like any route of ours, and
so that limits count for the whole installation and go on counting while Valkey is down.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from allauth.urls import urlpatterns as allauth_patterns
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

from shared_apps.foundation.clock import now
from shared_apps.identity.client_address import client_address
from shared_apps.identity.limits import (
    REGISTER_ACCOUNT,
    REGISTER_ADDRESS,
    RESET_ACCOUNT,
    RESET_ADDRESS,
    SECOND_FACTOR,
    SIGN_IN_ADDRESS,
    Limit,
    attempt,
)
from tenants.access import public, signed_in

View = Callable[..., HttpResponseBase]
Key = Callable[[HttpRequest], str]

# Open to visitors. Every other route of allauth's asks for somebody who is signed in.
OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "socialaccount_signup",
    }
)
# Parts of allauth that are off: codes by mail in place of a password.
LEFT_OUT = frozenset({"account_confirm_login_code", "account_request_login_code"})


def posted_email(request: HttpRequest) -> str:
    """Return the address the form names, as accounts are counted by it."""
    return request.POST.get("email", "").strip().lower()


def person(request: HttpRequest) -> str:
    """Return who is signed in; visitors are counted by where they come from."""
    return str(request.user.pk or client_address(request))


LIMITS: dict[str, tuple[tuple[Limit, Key], ...]] = {
    "account_reset_password": ((RESET_ADDRESS, client_address), (RESET_ACCOUNT, posted_email)),
    "account_signup": ((REGISTER_ADDRESS, client_address), (REGISTER_ACCOUNT, posted_email)),
    "account_change_password": ((SECOND_FACTOR, person),),
    "account_email": ((SECOND_FACTOR, person),),
    "mfa_login_webauthn": ((SIGN_IN_ADDRESS, client_address),),
    "mfa_reauthenticate_webauthn": ((SECOND_FACTOR, person),),
}


def declared(patterns: list[Any]) -> Iterator[URLPattern | URLResolver]:
    """Yield the same patterns with every view wrapped; nameless ones are old redirects."""
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = list(declared(each.url_patterns))
            yield URLResolver(
                each.pattern, inner, each.default_kwargs, each.app_name, each.namespace
            )
        elif each.name and each.name not in LEFT_OUT:
            yield URLPattern(
                each.pattern, wrapped(each.callback, each.name), each.default_args, each.name
            )


def wrapped(view: View, name: str) -> View:
    """Return the view behind its limit and its access."""
    guarded = limited(view, LIMITS[name]) if name in LIMITS else view
    is_open = name in OPEN or name.endswith(("_login", "_callback"))
    return public(guarded) if is_open else signed_in(guarded)


def limited(view: View, limits: tuple[tuple[Limit, Key], ...]) -> View:
    """Count each POST; answer 429 by raising TooMany once a limit is full."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            attempt(now(), *((limit, key(request)) for limit, key in limits))
        return view(request, *args, **kwargs)

    return counted


urlpatterns = list(declared(list(allauth_patterns)))
