"""What the commands say and do."""

from pathlib import Path

from .lab.database import Lab


def test_workspaces_are_created_listed_and_shown(lab: Lab) -> None:
    made = lab.manage("workspaces", "create", "maple", "--owner", "May@Example.com")
    assert "maple stands in schema w_" in made.out
    assert "maple" in lab.manage("workspaces", "list").out
    shown = lab.manage("workspaces", "show", "maple").out
    assert "may@example.com" in shown
    assert "kernel" in shown


def test_a_workspace_that_is_not_there_is_a_sentence(lab: Lab) -> None:
    refused = lab.manage("workspaces", "show", "nowhere", ok=False)
    assert (refused.code, refused.err) == (1, "There is no workspace “nowhere”.")


def test_an_address_that_is_none_is_a_sentence(lab: Lab) -> None:
    refused = lab.manage("workspaces", "create", "elm", "--owner", "nobody", ok=False)
    assert "is not an e-mail address" in refused.err


def test_a_slug_of_the_wrong_shape_is_a_sentence(lab: Lab) -> None:
    for slug in ("Ünder", "-x", "a" * 41, "admin"):
        refused = lab.manage(
            "workspaces", "create", "--owner", "x@example.com", "--", slug, ok=False
        )
        assert refused.code == 1
        assert "Traceback" not in refused.err


def test_the_pool_is_filled_to_the_number_asked_for(lab: Lab) -> None:
    assert "2 schemas are ready" in lab.manage("workspaces", "pool", "--fill", "2").out
    assert "2 schemas are ready" in lab.manage("workspaces", "pool").out


def test_modules_are_listed_with_their_state(lab: Lab) -> None:
    assert "Lab" in lab.manage("modules", "list").out
    assert "0001_initial" in lab.manage("modules", "list", "--workspace", "one-1").out


def test_a_module_goes_off_is_exported_and_purged(lab: Lab, tmp_path: Path) -> None:
    lab.run("add_rows", slug="one-0")
    where = ("--workspace", "one-0")
    on = lab.manage("modules", "purge", "lab", *where, "--confirm", "lab", ok=False)
    assert "only be purged while it is off" in on.err
    lab.manage("modules", "off", "lab", *where)
    unsure = lab.manage("modules", "purge", "lab", *where, "--confirm", "Lab", ok=False)
    assert "Nothing was deleted" in unsure.err
    to = tmp_path / "deep" / "lab.zip"
    done = lab.manage("modules", "purge", "lab", *where, "--confirm", "lab", "--to", str(to))
    assert "is gone from one-0" in done.out
    assert to.is_file()
    assert "Purged" in lab.manage("modules", "list", *where).out


def test_a_module_that_is_not_installed_is_a_sentence(lab: Lab) -> None:
    refused = lab.manage("modules", "on", "tombola", "--workspace", "one-1", ok=False)
    assert refused.err == "There is no module called “tombola”."
