"""The front end's packages and sources are in order."""

import json
import re
import subprocess

import pytest

from shared_apps.foundation.static_assets import DIST, NOT_BUILT, assets_are_built

from .templates_on_disk import ROOT


def test_every_package_is_pinned_to_one_version():
    package = json.loads((ROOT / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert {
        name for name, wanted in versions.items() if not re.fullmatch(r"[\d.]+", wanted)
    } == set()


def test_the_lock_names_no_registry_and_every_file_has_its_hash():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert {name for name, entry in packages.items() if "resolved" in entry} == set()
    unhashed = {
        name
        for name, entry in packages.items()
        if "integrity" not in entry and not entry.get("inBundle")
    }
    assert unhashed == set()


def test_the_scripts_have_no_type_errors():
    compiler = ROOT / "node_modules" / ".bin" / "tsc"
    if not compiler.exists():
        pytest.skip("TypeScript is not installed: run “npm ci”. The scripts are NOT type-checked.")
    done = subprocess.run(
        [compiler, "--noEmit", "-p", "assets/tsconfig.json"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_what_every_page_loads_stays_small():
    if not assets_are_built():
        pytest.skip(NOT_BUILT)
    import gzip

    sizes = {name: len(gzip.compress((DIST / name).read_bytes())) for name in ("app.css", "app.js")}
    assert sizes["app.css"] < 30_000
    assert sizes["app.js"] < 60_000


def test_built_styles_load_nothing_from_elsewhere():
    if not assets_are_built():
        pytest.skip(NOT_BUILT)
    addresses = re.findall(r"url\(([^)]+)\)", (DIST / "app.css").read_text(encoding="utf-8"))
    assert addresses
    outside = [each for each in addresses if re.match(r"""["']?(https?:)?//""", each)]
    assert outside == []
