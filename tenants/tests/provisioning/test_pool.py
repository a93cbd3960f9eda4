"""The pool of ready schemas: claimed once each, refilled, thrown away when outdated."""

from .lab.database import Lab


def owners(lab: Lab) -> list[tuple[str, int]]:
    return lab.query("SELECT schema_name, count(*) FROM tenants_workspace GROUP BY 1")


def ready(lab: Lab) -> set[str]:
    return {row[0] for row in lab.query("SELECT schema_name FROM tenants_readyschema")}


def schemas(lab: Lab) -> set[str]:
    return {
        row[0] for row in lab.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'w\\_%'")
    }


def test_a_claimed_schema_leaves_the_pool_and_keeps_its_name(clean_lab: Lab) -> None:
    clean_lab.run("fill_pool", size=1)
    waiting = ready(clean_lab)
    made = clean_lab.run("prepare", workspaces=1, prefix="claims", with_lab=False)
    assert set(made) == waiting
    assert ready(clean_lab) == set()


def test_an_empty_pool_provisions_at_once(clean_lab: Lab) -> None:
    assert ready(clean_lab) == set()
    clean_lab.run("prepare", workspaces=1, prefix="direct")
    seen = clean_lab.run("fresh_and_kept", slug="direct-0")
    assert seen["found"] == seen["wanted"]


def test_a_taken_slug_leaves_the_schema_in_the_pool(clean_lab: Lab) -> None:
    clean_lab.run("fill_pool", size=1)
    waiting = ready(clean_lab)
    refused = clean_lab.manage(
        "workspaces", "create", "one-0", "--owner", "x@example.com", ok=False
    )
    assert "is taken" in refused.err
    assert ready(clean_lab) == waiting


def test_refilling_stops_at_the_size_however_many_refill(clean_lab: Lab) -> None:
    made = clean_lab.run("together", what="fill_pool", count=3, size=4)
    assert sum(made) == 4
    assert len(ready(clean_lab)) == 4
    assert clean_lab.run("fill_pool", size=4) == 0


def test_the_job_fills_the_pool_in_runs_that_are_short(clean_lab: Lab) -> None:
    assert [clean_lab.run("run_refill_job", size=12) for _ in range(3)] == [10, 12, 12]


def test_outdated_schemas_are_neither_claimed_nor_kept(clean_lab: Lab) -> None:
    clean_lab.run("fill_pool", size=2)
    outdated = ready(clean_lab)
    clean_lab.query("UPDATE tenants_readyschema SET digest = 'of other code'")
    made = clean_lab.run("prepare", workspaces=1, prefix="fresh", with_lab=False)
    assert not outdated & set(made)
    assert clean_lab.run("stale_and_ready") == [2, 0]
    assert not outdated & schemas(clean_lab)


def test_schemas_of_newer_code_are_left_to_that_code(clean_lab: Lab) -> None:
    clean_lab.run("fill_pool", size=1)
    clean_lab.query("UPDATE tenants_readyschema SET migration = '0999_from_the_future'")
    assert clean_lab.run("stale_and_ready") == [0, 0]
    assert len(ready(clean_lab)) == 1


def test_new_people_who_sign_up_at_once_on_an_empty_pool_do_not_wait_for_ever(
    clean_lab: Lab,
) -> None:
    answers = clean_lab.run("together", what="sign_up_in_open_transaction", count=4, rounds=3)
    assert answers == [3, 3, 3, 3]


def test_no_schema_is_claimed_twice_however_often_claimers_are_killed(clean_lab: Lab) -> None:
    clean_lab.run("fill_pool", size=20)
    clean_lab.run("claim_under_kills", workers=8, kills=8)
    claimed = owners(clean_lab)
    assert len(claimed) > 20
    assert all(count == 1 for _, count in claimed)
    names = {name for name, _ in claimed}
    assert not names & ready(clean_lab)
    # Nothing was left behind by a kill: every schema belongs to a workspace or to the pool.
    assert schemas(clean_lab) == names | ready(clean_lab)
