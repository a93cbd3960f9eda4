"""Where something is missing, nothing is found: never somebody else's table."""

import threading
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError, connection, connections, transaction
from psycopg.errors import UndefinedTable

from tenant_apps.kernel.models import OutboxFact
from tenants.backend.base import DatabaseWrapper
from tenants.backend.search_path import prelude_for
from tenants.context import NoWorkspace, WorkspaceRef, shared_schema, use_workspace
from tenants.models import Workspace

from .probe import BASE_LEAVES, Leaf, ref_of

DECOYS = ("public", "extensions_decoy", "w_decoy")


@pytest.fixture
def decoys(real_db: None) -> Iterator[None]:
    """Tables of the same name in public and in other schemas, each with a row."""
    with connection.cursor() as cursor:
        for schema in DECOYS:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            cursor.execute(
                f"CREATE TABLE {schema}.probe_leaf AS SELECT 1::bigint AS id, 'decoy' AS home,"
                " 'leaf 1' AS label, 1 AS weight, NULL::bigint AS branch_id,"
                " NULL::uuid AS keeper_id"
            )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE public.probe_leaf")
        for schema in DECOYS[1:]:
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")


def test_a_workspace_model_without_workspace_is_refused_by_the_router(acorn: Workspace) -> None:
    with pytest.raises(NoWorkspace, match="OutboxFact belongs to a workspace"):
        OutboxFact.objects.count()
    with pytest.raises(NoWorkspace):
        OutboxFact.objects.create(name="x", payload={})
    with pytest.raises(NoWorkspace), shared_schema():
        OutboxFact.objects.count()


def test_past_the_router_the_database_finds_no_table(acorn: Workspace) -> None:
    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        OutboxFact.objects.using("default").count()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kernel_outboxfact")


def test_past_the_router_the_database_finds_no_table_right_after_a_workspace(
    oak: WorkspaceRef, decoys: None
) -> None:
    with transaction.atomic():
        with use_workspace(oak):
            Leaf.objects.first()
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT home FROM probe_leaf")


def test_a_missing_table_never_falls_through_to_one_of_the_same_name(
    oak: WorkspaceRef, decoys: None
) -> None:
    with use_workspace(oak), connection.cursor() as cursor:
        cursor.execute("DROP TABLE probe_leaf")
        with pytest.raises(ProgrammingError):
            Leaf.objects.using("default").count()
        with pytest.raises(ProgrammingError):
            Leaf.objects.using("default").filter(home="decoy").delete()
        with pytest.raises(UndefinedTable), cursor.copy("COPY probe_leaf TO STDOUT") as out:
            out.read()
        with pytest.raises(ProgrammingError), transaction.atomic():
            list(Leaf.objects.using("default").iterator())
        with pytest.raises(ProgrammingError):
            cursor.executemany("UPDATE probe_leaf SET home = %s", [("taken",)])


def test_a_workspaces_own_table_is_taken_where_decoys_lie_about(
    oak: WorkspaceRef, decoys: None
) -> None:
    with use_workspace(oak):
        assert Leaf.objects.count() == BASE_LEAVES
        assert Leaf.objects.get(pk=1).home == oak.schema


def test_in_a_schema_that_is_gone_nothing_is_found_and_nothing_made(decoys: None) -> None:
    with use_workspace(ref_of("w_probe_gone")), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError):
            Leaf.objects.using("default").count()
        with pytest.raises(ProgrammingError):
            cursor.execute("CREATE TABLE probe_stray (a int)")


def test_without_a_workspace_no_table_can_be_made(real_db: None) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute("CREATE TABLE probe_stray (a int)")


def test_no_table_lies_in_the_schema_that_every_workspace_sees(real_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'extensions'::regnamespace"
            " AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"
        )
        assert cursor.fetchall() == []


def test_the_databases_own_path_holds_no_data(real_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reset_val FROM pg_settings WHERE name = 'search_path'")
        assert cursor.fetchone() == ("extensions",)


def test_a_schema_name_of_another_shape_never_reaches_the_server() -> None:
    for name in ("public", "pg_catalog", 'w_x", public; --', "W_X", "w_", ""):
        with pytest.raises(ValueError, match="not the schema of a workspace"):
            prelude_for(ref_of(name))


def test_a_cursor_made_for_one_workspace_serves_only_the_current_one(
    oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    with use_workspace(oak):
        cursor = connection.cursor()
        cursor.execute("SELECT home FROM probe_leaf WHERE id = 1")
    with use_workspace(elm):
        cursor.execute("SELECT home FROM probe_leaf WHERE id = 1")
        assert cursor.fetchone() == (elm.schema,)
    with pytest.raises(ProgrammingError):
        cursor.execute("SELECT home FROM probe_leaf WHERE id = 1")


def test_a_stream_belongs_to_the_workspace_that_asked_for_it(
    oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    with connection.cursor() as cursor:
        with use_workspace(oak):
            rows = cursor.cursor.stream("SELECT home FROM probe_leaf")
        with use_workspace(elm):
            assert {row[0] for row in rows} == {oak.schema}


def test_a_connection_that_was_cut_comes_back_clean(oak: WorkspaceRef, elm: WorkspaceRef) -> None:
    with use_workspace(oak), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        victim = cursor.fetchone()[0]
    _terminate(victim)
    with use_workspace(oak), pytest.raises(OperationalError):
        Leaf.objects.count()
    connection.close_if_unusable_or_obsolete()
    for ref in (elm, oak):
        with use_workspace(ref):
            assert Leaf.objects.get(pk=1).home == ref.schema


def _terminate(pid: int) -> None:
    """End a server process from a thread, hence over another connection."""

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        connection.close()

    killer = threading.Thread(target=work)
    killer.start()
    killer.join()


def _second_connection(**options: Any) -> DatabaseWrapper:
    settings = deepcopy(connection.settings_dict)
    settings["OPTIONS"].update(options)
    settings["CONN_MAX_AGE"] = 0
    return DatabaseWrapper(settings, alias="second")


@pytest.fixture
def pooled(real_db: None) -> Iterator[DatabaseWrapper]:
    """A Django connection that borrows from a pool of one."""
    connections["second"] = wrapper = _second_connection(pool={"min_size": 1, "max_size": 1})
    yield wrapper
    wrapper.close()
    wrapper.close_pool()
    del connections["second"]


def test_pooled_connections_carry_nothing_over(
    pooled: DatabaseWrapper, oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    for ref in (oak, elm, oak):
        with use_workspace(ref), pooled.cursor() as cursor:
            cursor.execute("SELECT home FROM probe_leaf WHERE id = 1")
            assert cursor.fetchone() == (ref.schema,)
        with pytest.raises(ProgrammingError), pooled.cursor() as cursor:
            cursor.execute("SELECT home FROM probe_leaf")
        pooled.close()


@pytest.mark.parametrize("options", [{"server_side_binding": True}, {"prepare_threshold": 5}])
def test_options_that_split_a_message_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ImproperlyConfigured, match="cannot be used"):
        _second_connection(**options)


def test_django_tenants_setters_are_refused(real_db: None) -> None:
    for setter in (connection.set_tenant, connection.set_schema, connection.set_schema_to_public):
        with pytest.raises(RuntimeError, match="use_workspace"):
            setter("w_decoy")
    with pytest.raises(RuntimeError, match="use_workspace"), Workspace(name="x"):
        pass


def test_rows_of_public_can_be_locked_by_name(oak: WorkspaceRef) -> None:
    with use_workspace(oak), transaction.atomic():
        rows = Leaf.objects.select_related("keeper").exclude(keeper=None)
        locked = rows.select_for_update(of=("self", "keeper")).order_by("id")
        assert len(locked) == BASE_LEAVES
