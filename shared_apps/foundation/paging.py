"""Paging by number for pages, by key for APIs. Nonsense page numbers are a clean 404 or 400."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import Model, Q, QuerySet

from .errors import Invalid, NotFound

T = TypeVar("T", bound=Model)
LARGEST_PAGE_NUMBER_DIGITS = 9


class NoSuchPage(NotFound):
    """The page number is not a number or lies beyond the last page."""

    code = "no_such_page"
    sentence = "There is no page {number!r}."


class BadCursor(Invalid):
    """The cursor was not made by this list."""

    code = "bad_cursor"
    sentence = "The cursor is not one that this list gave out."


def page_of(rows: QuerySet[T], number: str | None, size: int = 20) -> Page[T]:
    """Return page `number` (1-based text from the query string); raise NoSuchPage."""
    wanted = number or "1"
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > LARGEST_PAGE_NUMBER_DIGITS:
        raise NoSuchPage(number=wanted[:40])
    try:
        return Paginator(rows, size).page(int(wanted))
    except (EmptyPage, PageNotAnInteger):
        raise NoSuchPage(number=wanted) from None


@dataclass(frozen=True)
class KeysetPage(Generic[T]):
    """One slice of a list, and the cursor of the next one (None at the end)."""

    rows: Sequence[T]
    next_cursor: str | None


def keyset_page(
    rows: QuerySet[T], *, moment: str, cursor: str | None, size: int = 50
) -> KeysetPage[T]:
    """Return rows newest first by (`moment`, pk), strictly after `cursor`.

    Rows inserted meanwhile are neither skipped nor repeated, unlike with OFFSET.
    Raises BadCursor for a cursor that is not ours.
    """
    ordered = rows.order_by(f"-{moment}", "-pk")
    if cursor:
        at, pk = _decode(cursor)
        ordered = ordered.filter(Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": pk}))
    found = list(ordered[: size + 1])
    more = len(found) > size
    last = found[size - 1] if more else None
    return KeysetPage(found[:size], _encode(getattr(last, moment), last.pk) if last else None)


def _encode(at: datetime, pk: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), str(pk)]).encode()).decode()


def _decode(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise BadCursor
        return moment, UUID(pk)
    except (ValueError, TypeError, binascii.Error, UnicodeError, RecursionError):
        raise BadCursor from None
