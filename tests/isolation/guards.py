"""Every guard of the isolation kernel: how it is taken away, and the test that must then fail."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from celery import Task
from django.db.backends.postgresql.base import Cursor, ServerSideCursor
from pytest import MonkeyPatch

from shared_apps.identity import sessions
from tenants import cache, context, jobs, live, media, middleware, routers, storage
from tenants.backend import base, cursors, search_path, statements
from tenants.context import WorkspaceRef, current
from tenants.directory import directory

Remove = Callable[[MonkeyPatch], None]


@dataclass(frozen=True)
class Guard:
    """A guard, by the test that watches it (below tests/isolation/) and its removal."""

    test: str
    remove: Remove


def replaced(owner: Any, name: str, value: Any) -> Remove:
    """Return a removal that puts `value` in the place of `owner.name`."""
    return lambda patch: patch.setattr(owner, name, value)


def opening(behind: str) -> str:
    """Return a prelude that opens the workspace's schema and others behind it."""
    return 'SET LOCAL search_path TO "{}", ' + behind + ";"


def path(of_workspace: str, of_nobody: str | None = None) -> Remove:
    """Return a removal that opens other schemas than the guarded path does."""

    def prelude(where: Any) -> str:
        if isinstance(where, WorkspaceRef):
            return of_workspace.replace("{}", where.schema, 1)
        return of_nobody or search_path.prelude_for(where)

    return replaced(cursors, "prelude_for", prelude)


@contextmanager
def always_a_transaction_of_its_own(connection: Any, where: Any) -> Iterator[None]:
    """`pinned` as it first was: it committed what the caller might still undo."""
    with connection.transaction():
        cursors.send_alone(connection, cursors.prelude_for(where))
        yield


def admit_in_atomic_only(self: Any, where: Any, connection: Any) -> None:
    if self.in_atomic_block:
        ADMIT(self, where, connection)


ADMIT = base.DatabaseWrapper.admit


def way_without_alone(statement: str) -> statements.Way:
    bare = statements.travels_bare(statement) or statements.is_concurrent(statement)
    return statements.Way.BARE if bare else statements.Way.WITH_PATH


def newest_life(self: Any) -> WorkspaceRef | None:
    raw = (self.request.headers or {}).get(jobs.HEADER, "")
    found = directory.entry(jobs.UUID(raw.partition("/")[0]))
    return found.ref if found else None


def plain_exit(self: Any, *_: Any) -> None:
    context._current.reset(self._token)


def unscoped(self: Any, name: str) -> str:
    return f"{storage.workspace_folder()}/{name}"


def without_generation() -> Any:
    ref = current()
    return ref and SimpleNamespace(key=ref.id.hex)


def first_entry(host: str) -> Any:
    return next(iter(directory.all()))


GUARDS: dict[str, Guard] = {
    # The database
    "router": Guard(
        "test_fail_closed.py::test_a_workspace_model_without_workspace_is_refused_by_the_router",
        replaced(routers.WorkspaceRouter, "_guard", lambda *_: None),
    ),
    "search path before each statement": Guard(
        "test_statements.py::test_a_raw_cursor_reads_the_current_workspace",
        path("SELECT 1;"),
    ),
    "path of the workspace alone": Guard(
        "test_fail_closed.py::test_a_missing_table_never_falls_through_to_one_of_the_same_name",
        path(opening("public")),
    ),
    "path of nobody": Guard(
        "test_fail_closed.py::"
        "test_past_the_router_the_database_finds_no_table_right_after_a_workspace",
        path(opening("extensions"), "SELECT 1;"),
    ),
    "temporary tables come last": Guard(
        "test_statements.py::test_a_temporary_table_never_shadows_a_workspaces_own",
        path(opening("pg_catalog, extensions")),
    ),
    "nothing is made where the schema is gone": Guard(
        "test_fail_closed.py::test_in_a_schema_that_is_gone_nothing_is_found_and_nothing_made",
        path(opening("w_decoy, pg_temp")),
    ),
    "shape of a schema's name": Guard(
        "test_fail_closed.py::test_a_schema_name_of_another_shape_never_reaches_the_server",
        replaced(search_path, "SCHEMA_SHAPE", re.compile("")),
    ),
    "one workspace per transaction": Guard(
        "test_transactions.py::test_a_second_workspace_in_a_transaction_is_refused",
        replaced(base.DatabaseWrapper, "admit", lambda *_: None),
    ),
    "one workspace per transaction, autocommit off": Guard(
        "test_transactions.py::test_a_second_workspace_is_refused_with_autocommit_off",
        replaced(base.DatabaseWrapper, "admit", admit_in_atomic_only),
    ),
    "raw cursors know their transaction": Guard(
        "test_transactions.py::test_a_raw_psycopg_cursor_is_bound_too",
        replaced(cursors, "wrapper_of", lambda connection: None),
    ),
    "server-side cursors set their path": Guard(
        "test_orm_surface.py::"
        "test_an_operation_touches_only_its_own_workspace[iterate_in_transaction]",
        replaced(cursors.WorkspaceServerSideCursor, "execute", ServerSideCursor.execute),
    ),
    "named psycopg cursors set their path": Guard(
        "test_statements.py::test_a_named_cursor_does_not_inherit_the_path_of_the_statement_before",
        replaced(cursors.WorkspaceServerSideCursor, "execute", ServerSideCursor.execute),
    ),
    "executemany is pinned": Guard(
        "test_orm_surface.py::test_an_operation_touches_only_its_own_workspace[executemany]",
        replaced(cursors.ScopedCursorMixin, "executemany", Cursor.executemany),
    ),
    "COPY is pinned": Guard(
        "test_orm_surface.py::test_an_operation_touches_only_its_own_workspace[copy_in_and_out]",
        replaced(cursors.ScopedCursorMixin, "copy", Cursor.copy),
    ),
    "streams are pinned": Guard(
        "test_orm_surface.py::test_an_operation_touches_only_its_own_workspace[stream]",
        replaced(cursors.ScopedCursorMixin, "stream", Cursor.stream),
    ),
    "pinning commits nothing of the caller's": Guard(
        "test_transactions.py::test_what_opens_a_transaction_is_undone_with_it[executemany]",
        replaced(cursors, "pinned", always_a_transaction_of_its_own),
    ),
    "CONCURRENTLY names its schema": Guard(
        "test_statements.py::"
        "test_an_index_is_made_remade_and_dropped_concurrently_in_one_workspace",
        replaced(cursors, "qualified", lambda statement, schema: statement),
    ),
    "only lone statements travel bare": Guard(
        "test_statements.py::"
        "test_a_statement_behind_transaction_control_gets_no_workspace_for_free",
        replaced(cursors, "way_of", way_without_alone),
    ),
    "nothing outlives its transaction": Guard(
        "test_statements.py::test_what_would_outlive_its_transaction_is_refused"
        "[CREATE TEMP TABLE loot AS SELECT * FROM probe_leaf]",
        replaced(cursors, "way_of", way_without_alone),
    ),
    "options that split a message": Guard(
        "test_fail_closed.py::test_options_that_split_a_message_are_refused[options0]",
        replaced(base, "refuse_server_side_binding", lambda options: None),
    ),
    # The context
    "blocks left out of order": Guard(
        "test_carrying.py::test_blocks_left_out_of_order_leave_nothing_set",
        replaced(context._Block, "__exit__", plain_exit),
    ),
    "executors carry the context": Guard(
        "test_carrying.py::test_an_executor_gets_the_workspace_with_the_work",
        lambda patch: patch.setattr("tests.isolation.test_carrying.carried", lambda work: work),
    ),
    # Cache, files, sessions
    "cache key": Guard(
        "test_caches_and_files.py::test_the_same_key_is_another_entry_in_each_workspace",
        replaced(cache, "current", lambda: None),
    ),
    "generation in keys": Guard(
        "test_caches_and_files.py::test_an_earlier_life_of_a_workspace_has_other_entries",
        replaced(cache, "current", without_generation),
    ),
    "storage folder": Guard(
        "test_caches_and_files.py::test_a_file_of_one_workspace_is_not_there_for_another",
        replaced(storage, "workspace_folder", lambda: "workspaces/all"),
    ),
    "storage names stay in the folder": Guard(
        "test_caches_and_files.py::test_a_name_may_not_leave_the_workspaces_folder[a/../../b]",
        replaced(storage.WorkspaceStorageMixin, "_scoped", unscoped),
    ),
    "media: public files alone": Guard(
        "test_caches_and_files.py::test_media_answers_no_file_that_is_not_public",
        replaced(media, "PUBLIC_FOLDER", ""),
    ),
    "media: nothing that runs is shown": Guard(
        "test_caches_and_files.py::test_media_saves_what_a_browser_might_run[public/page.html]",
        replaced(media, "disposition", lambda name, kind: "inline"),
    ),
    "session binding": Guard(
        "test_requests.py::test_a_session_of_one_workspace_is_none_in_another",
        replaced(sessions, "session_scope", lambda: None),
    ),
    # Requests
    "host lookup": Guard(
        "test_requests.py::test_an_unknown_host_reaches_no_view[nobody.localhost]",
        replaced(middleware, "entry_for_host", first_entry),
    ),
    "hosts of no workspace": Guard(
        "test_requests.py::test_a_host_of_no_workspace_works_for_nobody_whatever_was_set[localhost]",
        replaced(middleware, "no_workspace", nullcontext),
    ),
    "streams stay in their workspace": Guard(
        "test_requests.py::test_a_stream_is_produced_and_closed_in_the_workspace_it_began_in",
        replaced(middleware, "carry_into_stream", lambda response, ref: None),
    ),
    # Jobs
    "job header": Guard(
        "test_jobs.py::test_a_job_without_header_is_refused_by_the_task_itself",
        replaced(jobs.WorkspaceJob, "_workspace", lambda self: current()),
    ),
    "generation of jobs": Guard(
        "test_jobs.py::test_a_job_of_an_earlier_life_is_dropped",
        replaced(jobs.WorkspaceJob, "_workspace", newest_life),
    ),
    "signatures keep the header": Guard(
        "test_jobs.py::test_a_signature_keeps_the_workspace_it_was_made_in",
        replaced(jobs.WorkspaceJob, "signature", Task.signature),
    ),
    # Sockets
    "origin of sockets": Guard(
        "test_sockets.py::test_a_socket_that_another_site_opened_is_closed",
        replaced(live, "same_origin", lambda origin, host: True),
    ),
    "sockets of modules that are off": Guard(
        "test_sockets.py::test_a_socket_of_a_module_that_is_off_is_closed",
        replaced(live, "is_on", lambda *_: True),
    ),
    "sockets end with their workspace's life": Guard(
        "test_sockets.py::test_an_open_socket_ends_with_its_workspaces_life",
        replaced(live.ModuleSockets, "reason_to_close", lambda self, opened: None),
    ),
}
