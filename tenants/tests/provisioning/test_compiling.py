"""Migrations become units of SQL that say the same as the migrations."""

import pytest

from .lab.database import Lab, Refused

ALL = "5"


def test_a_fresh_workspace_looks_as_its_migrations_say(lab: Lab) -> None:
    seen = lab.run("fresh_and_kept", slug="one-0")
    assert seen["found"] == seen["wanted"]
    assert len(seen["tables"]) == 10


def test_the_plan_holds_the_statements_that_migrations_defer_to_their_end(lab: Lab) -> None:
    statements = "\n".join(s for unit in lab.run("units") for s in unit["sql"])
    assert 'REFERENCES "public"."identity_user" ("id") DEFERRABLE INITIALLY DEFERRED' in statements
    assert 'REFERENCES "kernel_outboxfact" ("id")' in statements
    assert "DEFERRABLE INITIALLY DEFERRED" in statements
    assert "gin_trgm_ops" in statements


def test_percent_signs_are_those_that_the_migration_wrote(lab: Lab) -> None:
    schema = lab.schema("one-0")
    rows = lab.query(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname ="
        " 'lab_article_slug_no_percent' AND connamespace::regnamespace::text = %s",
        schema,
    )
    assert "%%%" not in rows[0][0]
    assert "100 % harmless" in str(lab.run("units"))


def test_no_plan_names_a_schema_of_a_workspace(lab: Lab) -> None:
    lab.run("units", level=ALL, source="0001_initial")
    stored = lab.query("SELECT units::text FROM tenants_compiledddl")
    assert stored
    assert not any("w_" + "scratch" in row[0] or '"w_' in row[0] for row in stored)


def test_compiling_leaves_no_schema_behind(lab: Lab) -> None:
    lab.run("units", level=ALL)
    left = lab.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'w\\_scratch%'")
    assert left == []


def test_processes_that_compile_at_once_agree(clean_lab: Lab) -> None:
    clean_lab.query("DELETE FROM tenants_compiledddl WHERE app_label = 'lab'")
    answers = clean_lab.run("together", what="compile_lab", count=4)
    assert len(set(answers)) == 1
    rows = clean_lab.query("SELECT count(*) FROM tenants_compiledddl WHERE app_label = 'lab'")
    assert rows[0][0] == 1


def test_an_upgrade_keeps_data_migrations_and_a_fresh_install_leaves_them_out(lab: Lab) -> None:
    upgrade = [unit["kind"] for unit in lab.run("units", level=ALL, source="0001_initial")]
    assert upgrade == ["sql", "sql", "sql", "python", "sql", "concurrent", "apart", "apart"]
    fresh = [unit["kind"] for unit in lab.run("units", level=ALL)]
    assert "python" not in fresh


def test_an_index_made_concurrently_is_a_plain_one_in_a_fresh_schema(lab: Lab) -> None:
    made = next(u for u in lab.run("units", level=ALL) if u["kind"] == "concurrent")
    assert made["sql"] == ['CREATE INDEX "lab_article_score" ON "lab_article" ("score")']
    assert made["alone"].startswith("CREATE INDEX CONCURRENTLY")


def test_seeding_in_python_is_refused_in_words(lab: Lab) -> None:
    with pytest.raises(Refused, match="Make it a Backfill"):
        lab.run("units", level="1+0091_seeds")


def test_sql_that_cannot_run_in_a_transaction_is_refused_in_words(lab: Lab) -> None:
    with pytest.raises(Refused, match="AddIndexConcurrently"):
        lab.run("units", level="1+0092_raw_concurrently")
