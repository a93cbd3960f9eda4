"""Of many who show one secret at the same moment, one gets in."""

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError, TooMany
from shared_apps.identity.limits import Limit, attempt
from shared_apps.identity.models import RefreshFamily, User
from shared_apps.identity.refresh import rotate, start_family
from shared_apps.identity.tickets import issue_ticket, redeem_ticket

from .forget import forget

CALLERS = 16
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Place:
    """Stands for a workspace: tickets and families need only its id and generation."""

    id: uuid.UUID
    generation: int = 1


@pytest.fixture
def person(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """Somebody whom all connections can see; forgotten at the end."""
    with django_db_blocker.unblock():
        user = User.objects.create_user(f"{uuid.uuid4()}@example.com", "a long enough passphrase")
        try:
            yield user
        finally:
            forget(user)


def at_once(work: Callable[[], object]) -> list[bool]:
    """Run `work` in many threads from one starting line; say who was let through."""
    line, through = threading.Barrier(CALLERS), []

    def run() -> None:
        line.wait()
        try:
            work()
            through.append(True)
        except AtriumError:
            through.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(through) == CALLERS
    return through


def test_of_sixteen_refreshes_with_one_token_exactly_one_succeeds_and_the_family_ends(
    person: User,
) -> None:
    place, at = Place(uuid.uuid4()), now()
    family = start_family(
        user=person, workspace=place, token_id="first", expires_at=at + MINUTE, at=at
    )

    def refresh() -> None:
        rotate(
            family_id=family.pk,
            workspace=place,
            token_id="first",
            next_token_id=uuid.uuid4().hex,
            expires_at=at + MINUTE,
            at=at,
        )

    assert sum(at_once(refresh)) == 1
    assert RefreshFamily.objects.get(pk=family.pk).revoked_at is not None


def test_of_sixteen_who_show_one_ticket_exactly_one_gets_in(person: User) -> None:
    place, at = Place(uuid.uuid4()), now()
    token = issue_ticket(person, place, at)
    assert sum(at_once(lambda: redeem_ticket(token, place, at))) == 1


def test_sixteen_attempts_at_once_do_not_slip_past_a_limit_of_five() -> None:
    limit, key, at = Limit("test.at_once", 5, MINUTE), uuid.uuid4().hex, now()
    assert sum(at_once(lambda: attempt(at, (limit, key)))) == 5
    with pytest.raises(TooMany):
        attempt(at, (limit, key))
