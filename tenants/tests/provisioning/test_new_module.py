"""A scaffolded module is whole: it passes the linters and its tests, and leaves no trace."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from shared_apps.registry import discovery
from tenants.management.commands.new_module import refuse

from .lab.database import laboratory

ROOT = Path(__file__).resolve().parents[3]
LEFT_OUT = shutil.ignore_patterns(
    "var", "node_modules", ".git", ".venv", "build", "__pycache__", ".*_cache", ".hypothesis"
)
LABEL = "zebra"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the project in which a module has been scaffolded."""
    home = tmp_path_factory.mktemp("copy") / "atrium"
    shutil.copytree(ROOT, home, ignore=LEFT_OUT)
    run(home, "manage.py", "new_module", LABEL)
    yield home
    shutil.rmtree(home)


def run(home: Path, *arguments: str, **environment: str) -> str:
    """Run Python in the copy; return what it said, and fail where it failed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=home,
        env={**os.environ, **surroundings(home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout + done.stderr


def surroundings(home: Path) -> dict[str, str]:
    """Return the variables with which the copy uses the servers of this test run."""
    return {
        "PYTHONPATH": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
        "ATRIUM_VAR_DIR": str(settings.VAR_DIR),
    }


def test_a_scaffolded_module_passes_the_linters(copy: Path) -> None:
    run(copy, "-m", "ruff", "check", f"tenant_apps/{LABEL}")
    run(copy, "-m", "ruff", "format", "--check", f"tenant_apps/{LABEL}")


def test_names_of_any_length_are_formatted_alike(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(discovery, "MODULES_FOLDER", tmp_path)
    for label in ("zz", "abcdefghijklmnopqrst"):
        call_command("new_module", label, stdout=io.StringIO())
    config = ("--config", str(ROOT / "pyproject.toml"), "--exclude", "migrations")
    run(ROOT, "-m", "ruff", "format", "--check", *config, str(tmp_path))
    run(ROOT, "-m", "ruff", "check", "--select", "E501,I001", *config, str(tmp_path))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_scaffolded_module_passes_its_own_and_the_generated_tests(
    copy: Path, server_url: str
) -> None:
    # A database name of its own: the copy's test database must not be ours.
    with laboratory(server_url, {}) as lab:
        said = run(
            copy,
            *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", LABEL),
            *(f"tenant_apps/{LABEL}", "tests/access", "tests/architecture/test_rooms.py"),
            DATABASE_URL=lab.url,
        )
    assert " passed" in said
    assert "failed" not in said
    run(copy, "manage.py", "makemigrations", "--check", "--dry-run", LABEL)


def test_deleting_its_folder_is_all_it_takes_to_be_rid_of_it(copy: Path) -> None:
    ours = {path.relative_to(ROOT) for path in (ROOT / "tenant_apps").rglob("*.py")}
    theirs = {path.relative_to(copy) for path in (copy / "tenant_apps").rglob("*.py")}
    new = theirs - ours
    assert new
    assert all(path.parts[:2] == ("tenant_apps", LABEL) for path in new)
    set_aside = copy / "set-aside"
    shutil.move(copy / "tenant_apps" / LABEL, set_aside)
    try:
        run(copy, "manage.py", "check", "--fail-level", "WARNING")
    finally:
        shutil.move(set_aside, copy / "tenant_apps" / LABEL)


@pytest.mark.parametrize("label", ["Zebra", "a", "two_words", "class", "9lives", "x" * 21])
def test_a_name_of_the_wrong_shape_is_refused(label: str) -> None:
    with pytest.raises(CommandError, match="small letters"):
        refuse(label)


@pytest.mark.parametrize("label", ["kernel", "tenants", "identity", "json"])
def test_a_name_that_is_taken_is_refused(label: str) -> None:
    with pytest.raises(CommandError, match="something else"):
        refuse(label)
