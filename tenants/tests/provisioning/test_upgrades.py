"""Workspaces are brought up to the code, whatever happens on the way."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from .lab.database import Lab

ALL = "5"
MIGRATE = ("migrate_workspaces",)


def levels(lab: Lab) -> set[str]:
    return {
        row[0]
        for row in lab.query(
            "SELECT migration FROM tenants_moduleswitch WHERE module = 'lab' AND state <> 'purged'"
        )
    }


@contextmanager
def locked(lab: Lab, slug: str, table: str) -> Iterator[None]:
    schema = lab.schema(slug)
    with psycopg.connect(lab.url) as holder:
        holder.execute(f"LOCK TABLE {schema}.{table} IN ACCESS SHARE MODE")
        yield


def test_every_kind_of_unit_brings_workspaces_to_what_a_fresh_one_is(clean_lab: Lab) -> None:
    clean_lab.run("add_rows", slug="one-0")
    done = clean_lab.manage(*MIGRATE, level=ALL)
    assert "2 workspaces are brought up to date" in done.out
    assert levels(clean_lab) == {"0005_score_index"}
    assert clean_lab.run("drifting", level=ALL) == {}
    schema = clean_lab.schema("one-0")
    rows = clean_lab.query(f"SELECT mood, score FROM {schema}.lab_article")  # noqa: S608
    assert rows == [("calm", 7)]


def test_a_second_run_has_nothing_to_do_and_check_says_so(clean_lab: Lab) -> None:
    behind = clean_lab.manage(*MIGRATE, "--check", level="2", ok=False)
    assert behind.code == 1
    assert "2 workspaces are behind the code" in behind.err
    plan = clean_lab.manage(*MIGRATE, "--plan", level="2")
    assert "0002_article_mood" in plan.out
    assert levels(clean_lab) == {"0001_initial"}
    clean_lab.manage(*MIGRATE, level="2")
    assert clean_lab.manage(*MIGRATE, "--check", level="2").code == 0
    assert "0 workspaces are brought" in clean_lab.manage(*MIGRATE, level="2").out


def test_a_module_that_is_off_is_migrated_too(clean_lab: Lab) -> None:
    clean_lab.run("switch", slug="one-0", on=False)
    clean_lab.manage(*MIGRATE, level=ALL)
    assert levels(clean_lab) == {"0005_score_index"}


def test_switching_on_brings_kept_tables_up_first(clean_lab: Lab) -> None:
    clean_lab.run("add_rows", slug="one-0")
    clean_lab.run("switch", slug="one-0", on=False)
    assert clean_lab.run("switch", slug="one-0", on=True, level=ALL) == "0005_score_index"
    seen = clean_lab.run("fresh_and_kept", slug="one-0", level=ALL)
    assert seen["found"] == seen["wanted"]


def test_an_unfinished_index_is_in_nobodys_way(clean_lab: Lab) -> None:
    for slug in ("one-0", "one-1"):
        clean_lab.run("add_rows", slug=slug, tag="a")
        clean_lab.run("add_rows", slug=slug, tag="b")
    clean_lab.run("switch", slug="one-0", on=False)
    clean_lab.manage(*MIGRATE, level="4")
    for slug in ("one-0", "one-1"):
        schema = clean_lab.schema(slug)
        # Two rows alike: this fails, and leaves the index there, invalid, as a kill does.
        making = "CREATE UNIQUE INDEX CONCURRENTLY lab_article_score"
        with pytest.raises(psycopg.errors.UniqueViolation):
            clean_lab.query(f"{making} ON {schema}.lab_article (score)")
    clean_lab.run("switch", slug="one-0", on=True, level=ALL)
    clean_lab.manage(*MIGRATE, level=ALL)
    assert levels(clean_lab) == {"0005_score_index"}
    assert clean_lab.run("drifting", level=ALL) == {}


def test_newer_tables_are_not_behind_older_code(clean_lab: Lab) -> None:
    clean_lab.manage(*MIGRATE, level="3")
    assert clean_lab.manage(*MIGRATE, "--check", level="1").code == 0


def test_a_failing_canary_stops_all_and_names_the_statement(clean_lab: Lab) -> None:
    for slug in ("one-0", "one-1"):
        clean_lab.run("add_rows", slug=slug, tag="bad")
    failed = clean_lab.manage(*MIGRATE, level="1+0090_fails", ok=False)
    assert failed.code == 1
    assert "one-0" in failed.err
    assert 'ADD CONSTRAINT "lab_tag_good"' in failed.err
    assert levels(clean_lab) == {"0001_initial"}
    noted = clean_lab.query("SELECT last_error FROM tenants_moduleswitch WHERE last_error <> ''")
    assert "lab_tag_good" in noted[0][0]


def test_one_failing_workspace_after_the_canary_does_not_stop_the_others(clean_lab: Lab) -> None:
    clean_lab.run("prepare", workspaces=2, prefix="two")
    clean_lab.run("add_rows", slug="one-1", tag="bad")
    failed = clean_lab.manage(*MIGRATE, level="1+0090_fails", ok=False)
    assert failed.code == 1
    assert "3 workspaces are brought up to date" in failed.out
    assert "one-1" in failed.out
    rows = clean_lab.query(
        "SELECT w.slug, s.last_error <> '' FROM tenants_moduleswitch s"
        " JOIN tenants_workspace w ON w.id = s.workspace_id"
        " WHERE s.module = 'lab' AND s.migration = '0001_initial'"
    )
    assert rows == [("one-1", True)]


def test_a_lock_is_waited_for_and_reported_when_it_stays(clean_lab: Lab) -> None:
    with locked(clean_lab, "one-1", "lab_article"):
        stuck = clean_lab.manage(
            *MIGRATE, "--lock-timeout", "100", "--attempts", "2", level="2", ok=False
        )
    assert stuck.code == 1
    assert "lock timeout" in stuck.out
    assert levels(clean_lab) == {"0001_initial", "0002_article_mood"}
    clean_lab.manage(*MIGRATE, level="2")
    assert levels(clean_lab) == {"0002_article_mood"}


def test_drift_is_reported_line_by_line(clean_lab: Lab) -> None:
    schema = clean_lab.schema("one-0")
    clean_lab.query(f"ALTER TABLE {schema}.lab_tag ADD COLUMN sneaked int")
    clean_lab.query(f"DROP INDEX {schema}.lab_article_title_trgm")
    clean_lab.query(f"CREATE TABLE {schema}.stray (id int)")
    seen = clean_lab.manage(*MIGRATE, "--check-drift", ok=False)
    assert seen.code == 1
    assert "+ lab_tag: column sneaked integer" in seen.out
    assert "- lab_article: index CREATE INDEX lab_article_title_trgm" in seen.out
    assert "+ table stray" in seen.out
    assert "one-1" not in seen.out


def test_a_run_that_is_killed_again_and_again_converges(clean_lab: Lab) -> None:
    clean_lab.run("prepare", workspaces=12, prefix="many")
    clean_lab.run("add_rows", slug="many-3")
    # Compiled beforehand, so that the kills hit the replay and not the start.
    clean_lab.run("units", level=ALL, source="0001_initial")
    left = clean_lab.run("migrate_under_kills", level=ALL, kills=6, every=0.05)
    assert len(left) > 2
    assert left == sorted(left, reverse=True)
    clean_lab.manage(*MIGRATE, level=ALL)
    assert levels(clean_lab) == {"0005_score_index"}
    assert clean_lab.run("drifting", level=ALL) == {}


def test_two_migrators_at_once_do_the_work_once(clean_lab: Lab) -> None:
    clean_lab.run("prepare", workspaces=6, prefix="many")
    clean_lab.run("units", level="4", source="0001_initial")
    failures = clean_lab.run("together", level="4", what="migrate", count=2)
    assert failures == [0, 0]
    assert clean_lab.run("drifting", level="4") == {}
