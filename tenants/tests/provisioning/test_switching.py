"""Modules are switched on, off and purged, and nothing else changes by that."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from .lab.database import Lab, Refused


def test_a_module_has_no_tables_until_it_is_switched_on(lab: Lab) -> None:
    lab.run("prepare", workspaces=1, prefix="bare", with_lab=False)
    assert lab.run("state", slug="bare-0") == {"tables": []}
    lab.run("switch", slug="bare-0", on=True)
    state = lab.run("state", slug="bare-0")
    assert len(state["tables"]) == 8
    assert (state["state"], state["migration"]) == ("on", "0001_initial")


def test_switching_twice_changes_nothing_the_second_time(lab: Lab) -> None:
    for on in (True, False, True):
        lab.run("switch", slug="one-1", on=on)
        first = lab.run("state", slug="one-1")
        lab.run("switch", slug="one-1", on=on)
        assert lab.run("state", slug="one-1") == first


def test_toggles_at_random_change_no_row(lab: Lab) -> None:
    lab.run("add_rows", slug="one-0")
    before, after = lab.run("toggle_at_random", slug="one-0", times=60)
    assert before == after


@pytest.mark.parametrize("on", [False, True])
def test_another_process_sees_a_switch_within_a_second(lab: Lab, on: bool) -> None:
    lab.run("switch", slug="one-0", on=not on)
    assert lab.run("seen_elsewhere", slug="one-0", on=on) < 1.0


def test_a_module_that_is_on_cannot_be_purged(lab: Lab) -> None:
    lab.run("switch", slug="one-0", on=True)
    with pytest.raises(Refused, match="ModuleNotOff"):
        lab.run("purge_lab", slug="one-0", without_export=True)


def test_a_purge_asks_for_an_export_made_since_the_switch_off(clean_lab: Lab, tmp_path) -> None:
    clean_lab.run("add_rows", slug="one-0")
    clean_lab.run("export", slug="one-0", to=str(tmp_path / "too-early.zip"))
    clean_lab.run("switch", slug="one-0", on=False)
    with pytest.raises(Refused, match="NotExported"):
        clean_lab.run("purge_lab", slug="one-0")
    assert clean_lab.run("preview", slug="one-0")["lab_article"] == 1
    clean_lab.run("export", slug="one-0", to=str(tmp_path / "in-time.zip"))
    clean_lab.run("purge_lab", slug="one-0")
    state = clean_lab.run("state", slug="one-0")
    assert (state["state"], state["migration"], state["tables"]) == ("purged", "", [])
    # Birch, so to speak, keeps hers.
    assert len(clean_lab.run("state", slug="one-1")["tables"]) == 8


def test_a_purged_module_starts_empty_when_it_is_switched_on_again(clean_lab: Lab) -> None:
    clean_lab.run("add_rows", slug="one-0")
    clean_lab.run("switch", slug="one-0", on=False)
    clean_lab.run("purge_lab", slug="one-0", without_export=True)
    clean_lab.run("switch", slug="one-0", on=True)
    assert set(clean_lab.run("preview", slug="one-0").values()) == {0}
    assert clean_lab.run("state", slug="one-0")["exported_at"] is None


def test_an_export_holds_every_row_and_says_what_it_holds(lab: Lab, tmp_path: Path) -> None:
    lab.run("prepare", workspaces=1, prefix="out")
    lab.run("add_rows", slug="out-0")
    path = lab.run("export", slug="out-0", to=str(tmp_path / "lab.zip"))
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        tables = {each["table"]: each for each in manifest["tables"]}
        assert (manifest["slug"], manifest["migration"]) == ("out-0", "0001_initial")
        assert len(tables) == 8
        for each in tables.values():
            text = archive.read(each["file"])
            assert hashlib.sha256(text).hexdigest() == each["sha256"]
            assert len(list(csv.DictReader(io.StringIO(text.decode())))) == each["rows"]
        rows = list(csv.DictReader(io.StringIO(archive.read("lab_revision.csv").decode())))
    assert [row["body"] for row in rows] == ['é\n,"']
    assert [path.name for path in tmp_path.iterdir()] == ["lab.zip"]


def test_dropping_a_workspace_asks_for_its_name_and_takes_everything(clean_lab: Lab) -> None:
    schema = clean_lab.schema("one-0")
    wrong = clean_lab.manage("workspaces", "drop", "one-0", "--confirm", "one-1", ok=False)
    assert "Nothing was deleted" in wrong.err
    clean_lab.manage("workspaces", "drop", "one-0", "--confirm", "one-0")
    left = clean_lab.query("SELECT 1 FROM pg_namespace WHERE nspname = %s", schema)
    assert left == []
    assert clean_lab.query("SELECT slug FROM tenants_workspace") == [("one-1",)]
