"""Whether the front door may get a certificate for a name (Caddy's on-demand TLS, `ask`)."""

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotFound
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from shared_apps.foundation.health import from_inside
from tenants.directory import known_domain

LONGEST_NAME = 253


@require_GET
@never_cache
def tls_permission(request: HttpRequest) -> HttpResponse:
    """Answer 200 for our own hosts, known slugs and verified domains; 403 for any other.

    Only the front door may ask: anybody else gets 404. Fails closed: whatever goes wrong is
    no permission. Known names come from memory and need no database.
    """
    if not from_inside(request):
        return HttpResponseNotFound()
    domain = request.GET.get("domain", "").lower().rstrip(".")
    if not domain or len(domain) > LONGEST_NAME or not known_domain(domain):
        return HttpResponseForbidden("No.", content_type="text/plain")
    return HttpResponse("Yes.", content_type="text/plain")
