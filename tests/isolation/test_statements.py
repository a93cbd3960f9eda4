"""Statements that are not the ORM's: raw cursors, raw connections, what travels bare."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import InterfaceError, NotSupportedError, ProgrammingError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from tenants.backend.statements import Way, qualified, way_of
from tenants.context import WorkspaceRef, use_workspace

from .probe import BASE_LEAVES, Leaf

COUNT = "SELECT count(*) FROM probe_leaf"
HOME = "SELECT home FROM probe_leaf WHERE id = 1"


def home_through(execute: object) -> str:
    return str(execute(HOME).fetchone()[0])  # type: ignore[operator]


def test_a_raw_cursor_reads_the_current_workspace(oak: WorkspaceRef, elm: WorkspaceRef) -> None:
    with connection.cursor() as cursor:
        for ref in (oak, elm, oak):
            with use_workspace(ref):
                cursor.execute(HOME)
                assert cursor.fetchone() == (ref.schema,)


def test_a_raw_psycopg_connection_reads_the_current_workspace(
    oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    connection.ensure_connection()
    for ref in (oak, elm):
        with use_workspace(ref):
            assert home_through(connection.connection.execute) == ref.schema
            assert home_through(connection.connection.cursor().execute) == ref.schema


def test_a_named_psycopg_cursor_reads_the_current_workspace(
    oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    for ref in (oak, elm):
        with use_workspace(ref), transaction.atomic():
            Leaf.objects.first()
            with connection.connection.cursor("named") as named:
                assert home_through(named.execute) == ref.schema


def test_a_named_cursor_does_not_inherit_the_path_of_the_statement_before(
    oak: WorkspaceRef,
) -> None:
    with transaction.atomic():
        with use_workspace(oak):
            Leaf.objects.first()
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.connection.cursor("named").execute(HOME)
        transaction.set_rollback(True)


def test_percent_signs_stay_what_they_are(oak: WorkspaceRef) -> None:
    with use_workspace(oak), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM probe_leaf WHERE label LIKE 'leaf %'")
        assert cursor.fetchone() == (BASE_LEAVES,)
        cursor.execute("SELECT count(*), '%%' FROM probe_leaf WHERE label LIKE %s", ["leaf %"])
        assert cursor.fetchone() == (BASE_LEAVES, "%")
        cursor.execute("SELECT %(sign)s", {"sign": "%s"})
        assert cursor.fetchone() == ("%s",)


def test_bytes_and_composed_queries_are_scoped(oak: WorkspaceRef, elm: WorkspaceRef) -> None:
    query = sql.SQL("SELECT home FROM {} WHERE id = {}").format(
        sql.Identifier("probe_leaf"), sql.Literal(1)
    )
    for ref in (oak, elm):
        with use_workspace(ref), connection.cursor() as cursor:
            for each in (query, HOME.encode()):
                cursor.execute(each)
                assert cursor.fetchone() == (ref.schema,)


def test_results_rowcount_and_description_are_those_of_the_callers_statement(
    oak: WorkspaceRef,
) -> None:
    with use_workspace(oak), connection.cursor() as cursor:
        cursor.execute("UPDATE probe_leaf SET weight = weight")
        assert cursor.rowcount == BASE_LEAVES
        assert cursor.cursor.statusmessage == f"UPDATE {BASE_LEAVES}"
        cursor.execute(HOME)
        assert [column.name for column in cursor.description] == ["home"]
        assert cursor.nextset() is None


def test_the_query_log_shows_the_callers_statement(oak: WorkspaceRef) -> None:
    with use_workspace(oak), CaptureQueriesContext(connection) as captured:
        Leaf.objects.filter(label="leaf 1").first()
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE probe_leaf SET weight = %s WHERE id = %s", [(1, 1)])
    assert len(captured) == 2
    assert captured[0]["sql"].startswith('SELECT "probe_leaf"."id"')
    assert "search_path" not in "".join(query["sql"] for query in captured)


def test_an_error_shows_the_callers_statement(oak: WorkspaceRef) -> None:
    with use_workspace(oak), pytest.raises(ProgrammingError) as refused:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nonsense FROM probe_leaf")
    assert 'column "nonsense" does not exist' in str(refused.value)


def test_pipeline_mode_is_refused_by_the_server(oak: WorkspaceRef) -> None:
    connection.ensure_connection()
    with use_workspace(oak), pytest.raises(psycopg.errors.SyntaxError, match="multiple commands"):
        with connection.connection.pipeline():
            connection.connection.execute(HOME).fetchone()


def test_binary_results_are_refused(oak: WorkspaceRef) -> None:
    connection.ensure_connection()
    with use_workspace(oak), pytest.raises((psycopg.NotSupportedError, InterfaceError)):
        connection.connection.execute(HOME, binary=True)


def test_listen_and_notify_work(oak: WorkspaceRef) -> None:
    with use_workspace(oak), connection.cursor() as cursor:
        cursor.execute("LISTEN leaves")
        cursor.execute("SELECT pg_notify('leaves', 'fell')")
        heard = next(connection.connection.notifies(timeout=5, stop_after=1))
        cursor.execute("UNLISTEN leaves")
    assert heard.payload == "fell"


@pytest.fixture
def index(oak: WorkspaceRef, elm: WorkspaceRef) -> Iterator[str]:
    yield "probe_leaf_trgm"


def indexes(name: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_indexes WHERE indexname = %s", [name])
        return {row[0] for row in cursor.fetchall()}


def test_an_index_is_made_remade_and_dropped_concurrently_in_one_workspace(
    oak: WorkspaceRef, elm: WorkspaceRef, index: str
) -> None:
    with use_workspace(elm), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE INDEX CONCURRENTLY {index} ON probe_leaf USING gin (label gin_trgm_ops)"
        )
        assert indexes(index) == {elm.schema}
        cursor.execute(f"REINDEX INDEX CONCURRENTLY {index}")
        cursor.execute("REINDEX (VERBOSE) TABLE CONCURRENTLY probe_leaf")
        with use_workspace(oak), pytest.raises(ProgrammingError):
            cursor.execute(f"DROP INDEX CONCURRENTLY {index}")
        cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index}")
    assert indexes(index) == set()


def test_concurrently_without_a_workspace_finds_no_table(oak: WorkspaceRef) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute("CREATE INDEX CONCURRENTLY probe_lost ON probe_leaf (label)")


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("CREATE INDEX CONCURRENTLY i ON t (a)", 'CREATE INDEX CONCURRENTLY i ON "w".t (a)'),
        ('CREATE UNIQUE INDEX CONCURRENTLY "x on y" ON "t" (a)', '"x on y" ON "w"."t" (a)'),
        ("create index concurrently if not exists i on only t (a)", 'on only "w".t (a)'),
        ("CREATE INDEX CONCURRENTLY ON t (a)", 'CONCURRENTLY ON "w".t (a)'),
        ('CREATE INDEX CONCURRENTLY i ON "public"."t" (a)', 'ON "public"."t" (a)'),
        ("CREATE INDEX CONCURRENTLY i ON other.t (a)", "ON other.t (a)"),
        ("DROP INDEX CONCURRENTLY IF EXISTS i", 'DROP INDEX CONCURRENTLY IF EXISTS "w".i'),
        ("REINDEX TABLE CONCURRENTLY t;", 'REINDEX TABLE CONCURRENTLY "w".t;'),
    ],
)
def test_a_concurrent_statement_names_its_schema(statement: str, wanted: str) -> None:
    assert qualified(statement, "w").endswith(wanted)
    assert way_of(statement) is Way.BARE


@pytest.mark.parametrize(
    "statement",
    [
        "SAVEPOINT a; SELECT * FROM probe_leaf",
        "COMMIT; SELECT * FROM probe_leaf",
        "CREATE INDEX CONCURRENTLY i ON t (a); SELECT 1",
        "CREATE TABLE t (note text DEFAULT 'made concurrently')",
        "CREATE TABLE concurrently (a int)",
        " select home from probe_leaf",
        "/* note */ SELECT home FROM probe_leaf",
        "TABLE probe_leaf",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    ],
)
def test_all_else_travels_with_its_path(statement: str) -> None:
    assert way_of(statement) is Way.WITH_PATH


def test_a_statement_behind_transaction_control_gets_no_workspace_for_free(
    oak: WorkspaceRef,
) -> None:
    with transaction.atomic():
        with use_workspace(oak):
            Leaf.objects.first()
        with pytest.raises(ProgrammingError), connection.cursor() as cursor:
            cursor.execute("SAVEPOINT sly; SELECT home FROM probe_leaf")
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMP TABLE loot AS SELECT * FROM probe_leaf",
        "CREATE LOCAL TEMPORARY TABLE loot (a int)",
        "CREATE TEMPORARY VIEW loot AS SELECT 1",
        "SET search_path TO public",
        "SET SESSION search_path = w_probeelm",
        "SET SCHEMA 'public'",
    ],
)
def test_what_would_outlive_its_transaction_is_refused(statement: str, oak: WorkspaceRef) -> None:
    with use_workspace(oak), connection.cursor() as cursor:
        with pytest.raises(NotSupportedError, match="outlive"):
            cursor.execute(statement)


def test_a_temporary_table_may_live_as_long_as_its_transaction(oak: WorkspaceRef) -> None:
    with use_workspace(oak), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE sorted ON COMMIT DROP AS SELECT home FROM probe_leaf"
        )
        cursor.execute("SELECT count(*) FROM sorted")
        assert cursor.fetchone() == (BASE_LEAVES,)


def test_a_temporary_table_never_shadows_a_workspaces_own(
    oak: WorkspaceRef, elm: WorkspaceRef
) -> None:
    with use_workspace(oak), connection.cursor() as cursor:
        # SELECT INTO is not recognised by its first word; the path alone protects here.
        cursor.execute("SELECT * INTO TEMP probe_leaf FROM probe_leaf")
    with use_workspace(elm):
        assert Leaf.objects.get(pk=1).home == elm.schema
    connection.close()


def test_vacuum_needs_its_schema_named(oak: WorkspaceRef) -> None:
    with use_workspace(oak), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError):
            cursor.execute("VACUUM probe_leaf")
        cursor.execute(f"VACUUM {oak.schema}.probe_leaf")


def test_a_serializable_transaction_can_still_be_asked_for(oak: WorkspaceRef) -> None:
    with use_workspace(oak), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("serializable",)


def test_a_statement_in_a_failed_transaction_stays_failed(oak: WorkspaceRef) -> None:
    with use_workspace(oak), pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            with pytest.raises(DatabaseError):
                cursor.execute("SELECT 1 / 0")
            cursor.execute(COUNT)
