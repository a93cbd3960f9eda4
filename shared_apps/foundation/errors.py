"""Errors that people and programs can act on.

Each has a stable code, an HTTP status and a whole sentence. Actions raise them; one
handler at each edge (page, API, socket, job) explains them. See RFC 9457 for the API.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

FieldMessages = Mapping[str, Sequence[str]]


class AtriumError(Exception):
    """Something a person asked for that cannot be done, with the reason.

    `params` fill the sentence's placeholders; `fields` maps field names to sentences
    that belong beside that field of a form.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = "That could not be done."

    def __init__(self, *, fields: FieldMessages | None = None, **params: Any) -> None:
        self.params = params
        self.fields: dict[str, list[str]] = {k: list(v) for k, v in (fields or {}).items()}
        self.message = self.sentence.format(**params)
        super().__init__(self.message)


class Invalid(AtriumError):
    """The input makes no sense; `fields` says where."""

    code = "invalid"
    status = 400
    sentence = "Some of what you sent cannot be used. See the fields for the reasons."


class SignInRequired(AtriumError):
    """Nobody is signed in, and somebody must be."""

    code = "sign_in_required"
    status = 401
    sentence = "Sign in first."


class Forbidden(AtriumError):
    """The person is known, but lacks the capability."""

    code = "forbidden"
    status = 403
    sentence = "Your role in this workspace does not allow that."


class NotFound(AtriumError):
    """There is nothing here that this person may see."""

    code = "not_found"
    status = 404
    sentence = "There is nothing at this address."


class Conflict(AtriumError):
    """The request is fine but does not fit the present state."""

    code = "conflict"
    status = 409
    sentence = "That does not fit the present state. Reload and try again."


class TooLarge(AtriumError):
    """The body or file is over the limit; `limit` is a readable size."""

    code = "too_large"
    status = 413
    sentence = "That is larger than the limit of {limit}."


class TooMany(AtriumError):
    """Too many attempts; `retry_after` is whole seconds."""

    code = "too_many_requests"
    status = 429
    sentence = "Too many attempts. Wait {retry_after} seconds and try again."

    def __init__(self, *, retry_after: int, **params: Any) -> None:
        super().__init__(retry_after=retry_after, **params)
        self.retry_after = retry_after


class Unavailable(AtriumError):
    """A part that is needed does not answer just now."""

    code = "unavailable"
    status = 503
    sentence = "This is not available for the moment. Try again in a minute."
