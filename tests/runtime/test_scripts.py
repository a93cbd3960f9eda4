"""What is missing on a machine is said in one sentence."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from config.supervisor.options import ROOT


@pytest.fixture
def bare_clone(tmp_path: Path) -> Path:
    for name in ("scripts", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def fake_python(folder: Path, body: str) -> Path:
    path = folder / "bin" / "python3"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def bootstrap(clone: Path, **given: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", str(clone / "scripts" / "bootstrap.sh")],
        env={"PATH": f"{clone}/bin:/usr/bin:/bin", **given},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_named(bare_clone: Path) -> None:
    old = fake_python(bare_clone, '[ "$1" = --version ] && echo "Python 3.9.1" && exit; exit 1')
    found = bootstrap(bare_clone, PYTHON=str(old))
    assert found.returncode == 1
    assert "it needs Python 3.11 or newer and found Python 3.9.1" in found.stderr
    assert not (bare_clone / ".venv").exists()


def test_a_python_without_venv_is_told_how_to_get_it(bare_clone: Path) -> None:
    body = 'case "$2" in *ensurepip*) exit 1;; esac; echo "Python 3.11.2"; exit 0'
    found = bootstrap(bare_clone, PYTHON=str(fake_python(bare_clone, body)))
    assert found.returncode == 1
    assert "has no venv module" in found.stderr
    assert "python3-venv" in found.stderr


def test_a_current_environment_is_left_alone(bare_clone: Path) -> None:
    python = bare_clone / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 9\n")
    python.chmod(0o755)
    lock = b"".join(
        (bare_clone / "requirements" / name).read_bytes() for name in ("dev.txt", "bootstrap.txt")
    )
    state = subprocess.run(["cksum"], input=lock, capture_output=True, check=True).stdout
    (bare_clone / ".venv" / "atrium-lock").write_bytes(state)
    found = bootstrap(bare_clone)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_continuous_integration_runs_what_a_person_runs() -> None:
    text = (ROOT / ".ci" / "run").read_text()
    assert "exec make test </dev/null" in text
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert text.startswith("#!/usr/bin/env bash")
