"""Sign-in by other services: where it is offered, and what we take from them."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class SocialAdapter(DefaultSocialAccountAdapter):
    """Offers the configured services; on workspaces' hosts only where so configured.

    Most services want every return address registered beforehand, which a new subdomain
    never is. So people sign in on the public site and go on to their workspace by ticket.
    """

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """Return the services offered on this host."""
        on_workspace = getattr(request, "workspace", None) is not None
        if on_workspace and not settings.ATRIUM_SOCIAL_ON_WORKSPACES:
            return []
        return list(super().list_providers(request))

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[Any]:
        """Return the services from the settings alone: none is kept in the database."""
        from allauth.socialaccount.adapter import _build_apps_from_settings

        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Take over the person's name."""
        user = super().populate_user(request, sociallogin, data)
        given = " ".join(filter(None, [data.get("first_name"), data.get("last_name")]))
        user.name = (data.get("name") or given)[:150]
        return user
