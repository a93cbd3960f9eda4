"""The whole ORM surface, in two workspaces by turns on one connection."""

import pytest
from django.db import connection, transaction

from tenants.context import WorkspaceRef, use_workspace

from . import probe
from .surface import ONLY_ALONE, OPERATIONS, Place


def run(name: str, ref: WorkspaceRef, factor: int) -> Place:
    place = Place(ref.schema, factor, tag="test")
    with use_workspace(ref):
        OPERATIONS[name](place)
    return place


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_touches_only_its_own_workspace(
    name: str, oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    for ref, factor in ((oak, 1), (elm, 1000), (oak, 1)):
        place = run(name, ref, factor)
        assert place.rows > 0
        assert place.wrong == 0
    assert probe.foreign_rows(oak.schema) == probe.foreign_rows(elm.schema) == 0


@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - ONLY_ALONE))
def test_an_operation_stays_at_home_inside_a_transaction(
    name: str, oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    for ref, factor in ((oak, 1), (elm, 1000)):
        with transaction.atomic():
            assert run(name, ref, factor).wrong == 0
    assert probe.foreign_rows(oak.schema) == probe.foreign_rows(elm.schema) == 0


@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - {"error_outside"}))
def test_an_operation_stays_at_home_with_autocommit_off(
    name: str, oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    for ref, factor in ((oak, 1), (elm, 1000)):
        transaction.set_autocommit(False)
        try:
            assert run(name, ref, factor).wrong == 0
            transaction.commit()
        finally:
            connection.rollback()
            transaction.set_autocommit(True)
    assert probe.foreign_rows(oak.schema) == probe.foreign_rows(elm.schema) == 0
