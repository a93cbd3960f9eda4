"""Pages for what goes wrong outside our own views, in the style of all others.

Django asks the URLconf of the host for `handler400` and its siblings.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from shared_apps.foundation.errors import AtriumError, Forbidden, Invalid, NotFound
from tenants.error_answers import answer_error, wants_problem

handler400 = "config.error_pages.bad_request"
handler403 = "config.error_pages.permission_denied"
handler404 = "config.error_pages.page_not_found"
handler500 = "config.error_pages.server_error"
__all__ = ["handler400", "handler403", "handler404", "handler500"]


class BadRequest(Invalid):
    """The request itself cannot be understood."""

    code = "bad_request"
    sentence = "This request could not be understood."


class FormExpired(Forbidden):
    """The form's secret does not match the browser's cookie."""

    code = "form_expired"
    sentence = (
        "This form has expired, or the browser keeps no cookies. "
        "Go back, reload the page and send it again."
    )


class ServerError(AtriumError):
    """Something of ours broke."""

    code = "server_error"
    status = 500
    sentence = "Something went wrong on our side. It has been noted; try again in a minute."


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 400."""
    return answer_error(request, BadRequest())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 403."""
    return answer_error(request, Forbidden())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 404."""
    return answer_error(request, NotFound())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer 403 to a form without its secret (settings.CSRF_FAILURE_VIEW)."""
    if wants_problem(request):
        return answer_error(request, FormExpired())
    return HttpResponse(render_to_string("errors/form_expired.html", request=request), status=403)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer 500 without asking the database, which may be what broke."""
    error = ServerError()
    if wants_problem(request):
        return answer_error(request, error)
    context = {"error": error, "message": error.message, "status": error.status}
    return HttpResponse(render_to_string("errors/500.html", context), status=error.status)
