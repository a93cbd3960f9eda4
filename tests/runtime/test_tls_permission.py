"""Certificates are had for names we know, and for no others, whatever breaks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from tenants.directory import directory
from tenants.models import Domain, Workspace

Permission = Callable[[str], int]


@pytest.fixture
def permission() -> Permission:
    """Ask as the front door asks: on this machine, past itself."""
    client = Client(headers={"host": "127.0.0.1"})
    return lambda domain: client.get("/-/tls-permission", {"domain": domain}).status_code


@pytest.fixture
def broken_database() -> Iterator[Callable[[], None]]:
    """Call it, and from then on PostgreSQL does not answer and what is known is stale."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("the database is gone")

    with pytest.MonkeyPatch.context() as patch:

        def break_down() -> None:
            patch.setattr(connection, "cursor", refuse)
            patch.setattr(directory, "_asked_at", float("-inf"))

        yield break_down


@pytest.mark.parametrize("name", ["localhost", "admin.localhost", "acorn.localhost",
                                  "ACORN.localhost", "acorn.localhost."])  # fmt: skip
def test_our_own_names_and_known_slugs_may(
    permission: Permission, acorn: Workspace, name: str
) -> None:
    assert permission(name) == 200


@pytest.mark.parametrize(
    "name",
    ["nobody.localhost", "a.acorn.localhost", "acorn.localhost.evil.example", "evil.example",
     "localhost.evil.example", "", "127.0.0.1", "x" * 300, "acorn.localhost/x", "*.localhost",
     "acorn.localhost\x00", "acorn\n.localhost", "ácorn.localhost"],
)  # fmt: skip
def test_no_other_name_may(permission: Permission, acorn: Workspace, name: str) -> None:
    assert permission(name) == 403


def test_a_custom_domain_may_only_once_it_is_verified(
    permission: Permission, acorn: Workspace
) -> None:
    Domain.objects.create(domain="shop.example", tenant=acorn, is_primary=False)
    directory.clear()
    assert permission("shop.example") == 403
    Domain.objects.filter(domain="shop.example").update(verified_at=timezone.now())
    directory.clear()
    assert permission("shop.example") == 200


def test_a_question_without_a_name_is_refused(db: None) -> None:
    answer = Client(headers={"host": "127.0.0.1"}).get("/-/tls-permission")
    assert answer.status_code == 403


def test_known_names_keep_their_permission_while_the_database_is_down(
    permission: Permission, acorn: Workspace, broken_database: Callable[[], None]
) -> None:
    assert permission("acorn.localhost") == 200
    broken_database()
    assert permission("acorn.localhost") == 200
    assert permission("localhost") == 200


def test_an_unknown_name_gets_none_while_the_database_is_down(
    permission: Permission, acorn: Workspace, broken_database: Callable[[], None]
) -> None:
    broken_database()
    assert permission("acorn.localhost") == 403  # never heard of before
    assert permission("nobody.localhost") == 403


def test_whatever_else_breaks_is_no_permission(
    acorn: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_: str) -> bool:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("config.tls_permission.known_domain", break_down)
    client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
    answer = client.get("/-/tls-permission", {"domain": "localhost"})
    assert answer.status_code == 500
