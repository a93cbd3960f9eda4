"""DRF's exceptions as problem documents, so that every API answers errors alike."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from shared_apps.foundation.errors import (
    AtriumError,
    Forbidden,
    Invalid,
    NotFound,
    SignInRequired,
    TooLarge,
    TooMany,
)
from shared_apps.foundation.problems import CONTENT_TYPE, problem, problem_of

EVERYWHERE = "non_field_errors"
MEGABYTE = 1024 * 1024


class NotJSON(Invalid):
    """The body cannot be read as JSON; `reason` says where reading stopped."""

    code = "parse_error"
    sentence = "The body is not valid JSON: {reason}."


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return a problem document for any error that is the caller's; None for ours."""
    ours = _as_ours(error)
    if ours is not None:
        set_rollback()
        return _answer(problem_of(ours), ours.status, ours)
    if isinstance(error, exceptions.APIException):
        set_rollback()
        code = str(getattr(error, "default_code", "error"))
        status = error.status_code
        return _answer(problem(status=status, code=code, detail=str(error.detail)), status, None)
    return None


def _as_ours(error: Exception) -> AtriumError | None:
    return next((make(error) for kinds, make in TRANSLATIONS if isinstance(error, kinds)), None)


def _reason(error: exceptions.ParseError) -> str:
    return str(error.detail).removeprefix("JSON parse error - ").rstrip(".")


def _limit() -> str:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    return f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most} bytes"


# What Django and DRF raise, in our words. The first that fits is taken.
TRANSLATIONS: tuple[tuple[tuple[type[Exception], ...], Callable[[Any], AtriumError]], ...] = (
    ((AtriumError,), lambda error: error),
    ((exceptions.ValidationError,), lambda error: Invalid(fields=flat(error.detail))),
    ((exceptions.ParseError,), lambda error: NotJSON(reason=_reason(error))),
    ((exceptions.NotAuthenticated,), lambda _: SignInRequired()),
    ((exceptions.Throttled,), lambda error: TooMany(retry_after=int(error.wait or 60))),
    ((RequestDataTooBig,), lambda _: TooLarge(limit=_limit())),
    ((Http404, exceptions.NotFound), lambda _: NotFound()),
    ((PermissionDenied, exceptions.PermissionDenied), lambda _: Forbidden()),
)


def flat(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """Return DRF's nested messages as {"field.inner": ["sentence", ...]}."""
    if isinstance(detail, dict):
        merged: dict[str, list[str]] = {}
        for key, value in detail.items():
            merged.update(flat(value, f"{prefix}.{key}" if prefix else str(key)))
        return merged
    if isinstance(detail, list) and any(isinstance(each, dict | list) for each in detail):
        return flat({str(i): each for i, each in enumerate(detail) if each}, prefix)
    values = detail if isinstance(detail, list) else [detail]
    return {prefix or EVERYWHERE: [str(each) for each in values]}


def _answer(document: dict[str, Any], status: int, error: AtriumError | None) -> Response:
    response = Response(document, status=status, content_type=CONTENT_TYPE)
    if status == SignInRequired.status:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response
