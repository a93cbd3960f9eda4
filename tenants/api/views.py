"""The API's own description: the OpenAPI document, and a page to read and try it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shared_apps.foundation.errors import NotFound
from tenants.access import public

from .schema import document_for

OPENAPI_TYPE = "application/vnd.oai.openapi+json"


@require_safe
@public
def openapi(request: HttpRequest) -> HttpResponseBase:
    """Answer with the OpenAPI document of this workspace."""
    document = document_for(request.workspace)  # type: ignore[attr-defined]
    return JsonResponse(document, content_type=OPENAPI_TYPE)


@require_safe
@public
def docs(request: HttpRequest) -> HttpResponse:
    """Show the document in Swagger UI, which is served from here like all else."""
    return render(request, "api/docs.html")


@public
def nothing_here(request: HttpRequest) -> HttpResponseBase:
    """Refuse every other address below /api/ with a problem document."""
    raise NotFound
