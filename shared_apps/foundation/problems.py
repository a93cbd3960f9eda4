"""Problem documents by RFC 9457 (Problem Details for HTTP APIs)."""

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

from .errors import AtriumError, TooMany

CONTENT_TYPE = "application/problem+json"


def problem(
    *, status: int, code: str, detail: str, fields: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    """Return the problem document; `fields` maps field names to sentences."""
    document: dict[str, Any] = {
        "type": f"urn:atrium:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if fields:
        document["fields"] = fields
    return document


def problem_of(error: AtriumError) -> dict[str, Any]:
    """Return the problem document of one of our errors."""
    return problem(
        status=error.status,
        code=error.code,
        detail=error.message,
        fields=error.fields or None,
    )


def problem_response(error: AtriumError) -> JsonResponse:
    """Return the problem document as a response, with Retry-After where it applies."""
    response = JsonResponse(problem_of(error), status=error.status, content_type=CONTENT_TYPE)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    if error.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    return response
