"""CSRF cookies that belong to one workspace.

Django compares a cookie with a form field. Any pair that fits will do, so whoever can set
a cookie on a sibling subdomain could bring a pair of their own. Here half of the secret is
a signature over the other half and the workspace of the host: a pair from elsewhere counts
as none. The secret keeps Django's own shape, so that Django's decorators and Django REST
framework, which check with the stock class, go on working behind this middleware.
"""

import secrets
import string

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.crypto import constant_time_compare, salted_hmac

from .session_scope import scope_name

ALPHABET = string.ascii_letters + string.digits
HALF = 16


def bound_secret() -> str:
    """Return a new secret for this workspace, in Django's shape: 32 letters and digits."""
    chosen = "".join(secrets.choice(ALPHABET) for _ in range(HALF))
    return chosen + _signature(chosen)


def is_bound(secret: str) -> bool:
    """Return whether a secret was made for this workspace."""
    return constant_time_compare(secret[HALF:], _signature(secret[:HALF]))


def _signature(chosen: str) -> str:
    """Return 16 characters, about 95 bits, over a secret's first half and the workspace."""
    mac = salted_hmac(__name__, f"{chosen}:{scope_name()}", algorithm="sha256").digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in mac[:HALF])


class ScopedCsrfMiddleware(CsrfViewMiddleware):
    """Django's CSRF protection, blind to cookies of other workspaces."""

    def process_request(self, request: HttpRequest) -> None:
        """Drop a foreign cookie, and have a secret of our own ready for whoever asks."""
        cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
        if cookie is not None and not is_bound(cookie):
            del request.COOKIES[settings.CSRF_COOKIE_NAME]
        super().process_request(request)
        request.META.setdefault("CSRF_COOKIE", bound_secret())

    def _set_csrf_cookie(self, request: HttpRequest, response: HttpResponseBase) -> None:
        # Signing in makes Django choose a new secret by itself.
        if not is_bound(request.META["CSRF_COOKIE"]):
            request.META["CSRF_COOKIE"] = bound_secret()
        super()._set_csrf_cookie(request, response)  # type: ignore[misc]
