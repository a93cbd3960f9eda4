"""The admin site itself: who may enter, what its first page counts, its looser CSP."""

from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.sites import UnfoldAdminSite

from shared_apps.foundation.errors import Forbidden

from .figures import figures, latest

# The theme's Alpine build evaluates expressions, and it writes a <style> of its own. That is
# allowed on this host alone, which shows nothing that customers have written as HTML.
LOOSER = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


class OnlyPlatformOwners(Forbidden):
    """Somebody is signed in, but does not run this installation."""

    code = "only_platform_owners"
    sentence = "Only the people who run this installation may enter here."


class PlatformSite(UnfoldAdminSite):
    """Django's admin in a maintained theme; signing in goes through the usual door."""

    index_title = "Platform"
    index_template = "platform/index.html"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Loosen the content security policy for the theme."""
        return csp_replace(LOOSER)(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, *_: Any) -> HttpResponse:
        """Send visitors to the account pages, with their limits and second factors."""
        if request.user.is_authenticated:
            raise OnlyPlatformOwners
        return redirect_to_login(request.GET.get("next", "/"))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the installation's figures above the list of what can be looked at."""
        more = {**(extra_context or {}), "figures": figures(), "latest": latest()}
        page: HttpResponse = super().index(request, more)
        return page

    def password_change(self, *_: Any, **__: Any) -> HttpResponse:
        """Send people to the account page, which asks as it does everywhere."""
        return redirect("account_change_password")


platform_site = PlatformSite(name="admin")
