from datetime import timedelta

import pytest

from shared_apps.foundation.clock import now
from shared_apps.foundation.paging import BadCursor, NoSuchPage, keyset_page, page_of
from shared_apps.identity.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Seven people; the last three joined in one moment."""
    start = now() - timedelta(days=30)
    for number in range(7):
        User.objects.create(
            email=f"paging{number}@example.com", joined_at=start + timedelta(days=min(number, 4))
        )
    return User.objects.filter(email__startswith="paging")


def test_pages_are_counted_from_one(people):
    rows = people.order_by("email")
    assert [u.email[6] for u in page_of(rows, None, 3)] == ["0", "1", "2"]
    assert [u.email[6] for u in page_of(rows, "3", 3)] == ["6"]


@pytest.mark.parametrize(
    "number", ["0", "4", "-1", "1.5", "one", "１", "²", "9" * 400, " 1", "1e3", "0x1", "null"]
)
def test_a_page_number_that_makes_no_sense_is_a_404(people, number):
    with pytest.raises(NoSuchPage) as refused:
        page_of(people.order_by("email"), number, 3)
    assert refused.value.status == 404
    assert len(refused.value.message) < 80


def test_walking_by_cursor_gives_every_row_once_newest_first(people):
    seen, cursor = [], None
    for _ in range(10):
        page = keyset_page(people, moment="joined_at", cursor=cursor, size=2)
        seen += page.rows
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == list(people.order_by("-joined_at", "-pk"))


def test_a_row_added_meanwhile_neither_skips_nor_repeats_another(people):
    expected = list(people.order_by("-joined_at", "-pk"))
    first = keyset_page(people, moment="joined_at", cursor=None, size=3)
    User.objects.create(email="paging-new@example.com", joined_at=now())
    second = keyset_page(people, moment="joined_at", cursor=first.next_cursor, size=9)
    assert [*first.rows, *second.rows] == expected


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "🦉", "bnVsbA==", "W10=", "WyJhIiwgImIiXQ==", "WzEsMl0=", "e30=",
        "W" * 5000, "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwgIngiXQ==",
    ],
)  # fmt: skip
def test_a_cursor_that_is_not_ours_is_a_400(people, cursor):
    with pytest.raises(BadCursor) as refused:
        keyset_page(people, moment="joined_at", cursor=cursor)
    assert refused.value.status == 400
