"""Sign-in by other services, each offered once its id and secret are in the environment.

ATRIUM_SOCIAL_GOOGLE_ID / _SECRET, ATRIUM_SOCIAL_MICROSOFT_ID / _SECRET,
ATRIUM_SOCIAL_GITHUB_ID / _SECRET, and any OpenID Connect provider by
ATRIUM_SOCIAL_OIDC_URL, _ID, _SECRET and _NAME (what the button says).
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from . import env

PROVIDERS = ("google", "microsoft", "github")
PACKAGE = "allauth.socialaccount.providers"


def credentials(name: str) -> tuple[str, str] | None:
    """Return id and secret, None without either; raise ImproperlyConfigured for one alone."""
    prefix = f"ATRIUM_SOCIAL_{name}"
    client_id, secret = env.optional(f"{prefix}_ID"), env.optional(f"{prefix}_SECRET")
    if client_id is None and secret is None:
        return None
    if client_id is None or secret is None:
        raise ImproperlyConfigured(f"Set both {prefix}_ID and {prefix}_SECRET, or neither.")
    return client_id, secret


def social_providers() -> dict[str, dict[str, Any]]:
    """Return SOCIALACCOUNT_PROVIDERS for what the environment names."""
    found: dict[str, dict[str, Any]] = {}
    for name in PROVIDERS:
        if pair := credentials(name.upper()):
            found[name] = {"APPS": [{"client_id": pair[0], "secret": pair[1], "key": ""}]}
    if pair := credentials("OIDC"):
        found["openid_connect"] = {"APPS": [_openid_connect(*pair)]}
    return found


def _openid_connect(client_id: str, secret: str) -> dict[str, Any]:
    return {
        "provider_id": "oidc",
        "name": env.text("ATRIUM_SOCIAL_OIDC_NAME", "Single sign-on"),
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": env.text("ATRIUM_SOCIAL_OIDC_URL")},
    }


def social_apps() -> list[str]:
    """Return the apps to install for the providers in use."""
    return [f"{PACKAGE}.{name}" for name in social_providers()]
