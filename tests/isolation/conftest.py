"""Schemas that are committed for real, for tests that need transactions of their own."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from shared_apps.identity.models import User
from tenants.context import WorkspaceRef

from . import probe

KEEPER = "keeper-of-leaves@example.com"


@pytest.fixture
def real_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Open the database without the transaction that pytest-django puts around a test."""
    with django_db_blocker.unblock():
        yield
        with suppress(Exception):
            connection.rollback()
        connection.close()


@pytest.fixture
def keeper(real_db: None) -> Iterator[User]:
    """A person in the public schema, for foreign keys out of workspaces."""
    # Past the ORM: it would look for what hangs on the person in workspaces, and none is set.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM public.identity_user WHERE email = %s", [KEEPER])
    yield User.objects.create(email=KEEPER)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM public.identity_user WHERE email = %s", [KEEPER])


@pytest.fixture
def oak(keeper: User) -> Iterator[WorkspaceRef]:
    """A committed schema with base rows whose weights are multiples of 1."""
    yield probe.plant("w_probeoak", 1, keeper.pk)
    fresh_connection()
    probe.drop("w_probeoak")


@pytest.fixture
def elm(keeper: User) -> Iterator[WorkspaceRef]:
    """A committed schema with the same keys as oak, and weights that are multiples of 1000."""
    yield probe.plant("w_probeelm", 1000, keeper.pk)
    fresh_connection()
    probe.drop("w_probeelm")


def fresh_connection() -> None:
    """Leave whatever a failed test left behind."""
    if not connection.in_atomic_block:
        connection.close()
