"""One handler for errors at the HTTP edge: a problem document in the API, a page elsewhere."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template

from shared_apps.foundation.errors import AtriumError, TooMany
from shared_apps.foundation.problems import problem_response

from .access import API_PREFIX


def answer_error(request: HttpRequest, error: AtriumError) -> HttpResponse:
    """Return the error as the caller can use it, with its status and its sentence."""
    if wants_problem(request):
        return problem_response(error)
    response = HttpResponse(_page(request, error), status=error.status)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def wants_problem(request: HttpRequest) -> bool:
    """Return whether the caller is a program: below /api/, or asking for JSON first."""
    accept = request.headers.get("Accept", "")
    return request.path.startswith(API_PREFIX) or accept.startswith("application/json")


def _page(request: HttpRequest, error: AtriumError) -> str:
    names = [
        f"errors/{error.code}.html",
        f"errors/{error.status}.html",
        "errors/400.html",
    ]
    template = select_template(names)
    context = {
        **error.params,
        "error": error,
        "message": error.message,
        "status": error.status,
        "public_url": settings.PUBLIC_URL,
    }
    return str(template.render(context, request))
