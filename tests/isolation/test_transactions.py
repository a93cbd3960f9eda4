"""One transaction, one workspace; and the kernel never commits what the caller may undo."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from tenant_apps.kernel.models import OutboxFact
from tenants.context import (
    CrossWorkspaceTransaction,
    WorkspaceRef,
    no_workspace,
    shared_schema,
    use_workspace,
)
from tenants.models import Workspace

from .probe import BASE_LEAVES, Leaf


@pytest.fixture
def autocommit_off(real_db: None) -> Iterator[None]:
    transaction.set_autocommit(False)
    yield
    connection.rollback()
    transaction.set_autocommit(True)


def test_a_second_workspace_in_a_transaction_is_refused(
    oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    with transaction.atomic(), use_workspace(oak):
        Leaf.objects.first()
        with use_workspace(elm), pytest.raises(CrossWorkspaceTransaction):
            Leaf.objects.first()
        assert Leaf.objects.get(pk=1).home == oak.schema


def test_a_second_workspace_is_refused_with_autocommit_off(
    autocommit_off: None, oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    connection.commit()
    with use_workspace(oak):
        Leaf.objects.create(home=oak.schema, label="first half")
    with use_workspace(elm), pytest.raises(CrossWorkspaceTransaction):
        Leaf.objects.create(home=elm.schema, label="second half")


def test_after_a_commit_the_next_workspace_is_welcome(
    autocommit_off: None, oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    connection.commit()
    for ref in (oak, elm, oak):
        with use_workspace(ref):
            assert Leaf.objects.get(pk=1).home == ref.schema
        connection.commit()


def test_a_transaction_begun_by_hand_is_bound_too(oak: WorkspaceRef, elm: WorkspaceRef) -> None:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            with use_workspace(oak):
                Leaf.objects.first()
            with use_workspace(elm), pytest.raises(CrossWorkspaceTransaction):
                Leaf.objects.first()
        finally:
            cursor.execute("ROLLBACK")
    with use_workspace(elm):
        assert Leaf.objects.get(pk=1).home == elm.schema


def test_a_raw_psycopg_cursor_is_bound_too(oak: WorkspaceRef, elm: WorkspaceRef) -> None:
    with transaction.atomic(), use_workspace(oak):
        Leaf.objects.first()
        with use_workspace(elm), pytest.raises(CrossWorkspaceTransaction):
            connection.connection.execute("SELECT 1 FROM probe_leaf")


def test_each_way_into_a_transaction_is_bound(oak: WorkspaceRef, elm: WorkspaceRef) -> None:
    with transaction.atomic(), use_workspace(oak), connection.cursor() as cursor:
        Leaf.objects.first()
        with use_workspace(elm):
            with pytest.raises(CrossWorkspaceTransaction):
                cursor.executemany("UPDATE probe_leaf SET weight = %s", [(1,)])
            with pytest.raises(CrossWorkspaceTransaction):
                with cursor.copy("COPY probe_leaf (home) FROM STDIN"):
                    pass
            with pytest.raises(CrossWorkspaceTransaction):
                list(Leaf.objects.iterator())
        transaction.set_rollback(True)


def test_a_decorated_function_may_serve_one_workspace_after_the_other(
    oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    @transaction.atomic
    def home() -> str:
        return str(Leaf.objects.get(pk=1).home)

    for ref in (oak, elm, oak):
        with use_workspace(ref):
            assert home() == ref.schema


def test_a_decorated_function_may_do_so_inside_a_test_too(
    acorn: Workspace, birch: Workspace
) -> None:
    @transaction.atomic
    def count() -> int:
        return OutboxFact.objects.count()

    for workspace in (acorn, birch, acorn):
        with use_workspace(workspace):
            assert count() == 0


def test_two_workspaces_in_one_transaction_are_refused_inside_a_test_too(
    acorn: Workspace, birch: Workspace
) -> None:
    with transaction.atomic(), use_workspace(acorn):
        OutboxFact.objects.count()
        with use_workspace(birch), pytest.raises(CrossWorkspaceTransaction):
            OutboxFact.objects.count()


def test_shared_tables_may_be_read_in_a_workspaces_transaction(oak: WorkspaceRef) -> None:
    with transaction.atomic(), use_workspace(oak):
        Leaf.objects.first()
        with no_workspace():
            Workspace.objects.count()
        with shared_schema(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tenants_workspace")
        assert Leaf.objects.count() == BASE_LEAVES


def test_a_transaction_that_began_with_shared_tables_is_bound_by_its_first_workspace(
    oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    for ref in (oak, elm):
        with transaction.atomic():
            Workspace.objects.count()
            with use_workspace(ref):
                assert Leaf.objects.get(pk=1).home == ref.schema


def leave_by_error(ref: WorkspaceRef, how: str) -> None:
    """Write one row as the first statement of a transaction, then undo it."""
    with use_workspace(ref), transaction.atomic(), connection.cursor() as cursor:
        if how == "executemany":
            cursor.executemany(
                "INSERT INTO probe_leaf (home, label) VALUES (%s, %s)", [(ref.schema, "undone")]
            )
        else:
            with cursor.copy("COPY probe_leaf (home, label) FROM STDIN") as copying:
                copying.write_row((ref.schema, "undone"))
        raise ZeroDivisionError


@pytest.mark.parametrize("how", ["executemany", "copy"])
def test_what_opens_a_transaction_is_undone_with_it(how: str, oak: WorkspaceRef) -> None:
    with pytest.raises(ZeroDivisionError):
        leave_by_error(oak, how)
    with use_workspace(oak):
        assert not Leaf.objects.filter(label="undone").exists()


def test_executemany_is_undone_with_autocommit_off(autocommit_off: None, oak: WorkspaceRef) -> None:
    connection.commit()
    with use_workspace(oak), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO probe_leaf (home, label) VALUES (%s, %s)", [(oak.schema, "undone")]
        )
        connection.rollback()
        assert not Leaf.objects.filter(label="undone").exists()
    connection.rollback()


def test_executemany_alone_is_all_or_nothing(oak: WorkspaceRef) -> None:
    rows = [(oak.schema, "one"), (oak.schema, "two"), (oak.schema, "one")]
    with use_workspace(oak), connection.cursor() as cursor:
        with pytest.raises(Exception, match="duplicate key"):
            cursor.executemany("INSERT INTO probe_leaf (home, label) VALUES (%s, %s)", rows)
        assert Leaf.objects.count() == BASE_LEAVES
