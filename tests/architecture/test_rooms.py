"""Every module has the same rooms, so whoever knows one knows all."""

import re

import pytest

from shared_apps.registry.discovery import MODULES_FOLDER, modules
from shared_apps.registry.facts import fact_class

from .source import ROOT, all_files, called, imports, named, product_files, tree

MODULES = sorted(path.parent for path in MODULES_FOLDER.glob("*/manifest.py"))
# A room is a file or, once it is long, a package of that name. DESIGN 4.
ROOMS = (
    "manifest", "apps", "permissions", "errors", "facts", "models", "queries", "actions", "jobs",
    "admin", "demo", "urls", "api", "pages", "tests", "migrations",
)  # fmt: skip
NO_HOME = re.compile(r"(^|_)(utils?|helpers?|common|misc|stuff)$")


@pytest.mark.parametrize("folder", MODULES, ids=lambda path: path.name)
def test_a_module_has_all_the_rooms(folder):
    missing = [
        room
        for room in ROOMS
        if not (folder / f"{room}.py").is_file() and not (folder / room / "__init__.py").is_file()
    ]
    missing += [
        name for name in ("README.md", "templates", "static") if not (folder / name).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("folder", MODULES, ids=lambda path: path.name)
def test_a_modules_templates_and_static_files_carry_its_name(folder):
    for kind in ("templates", "static"):
        strays = [p.name for p in (folder / kind).iterdir() if p.name != folder.name]
        assert strays == [], f"{kind} of {folder.name}"


@pytest.mark.parametrize("manifest", list(modules().values()), ids=lambda m: m.label)
def test_a_manifest_says_what_people_need_to_choose_the_module(manifest):
    for word in ("name", "tagline", "description", "icon", "category", "slug"):
        assert getattr(manifest, word).strip(), word
    assert manifest.capabilities
    for capability in manifest.capabilities:
        assert capability.sentence[0].isupper(), capability.key


@pytest.mark.parametrize("manifest", list(modules().values()), ids=lambda m: m.label)
def test_every_fact_of_a_manifest_is_defined(manifest):
    assert [name for name in manifest.facts if fact_class(name) is None] == []


def test_no_file_or_folder_is_a_drawer_for_anything():
    assert [named(path) for path in all_files() if NO_HOME.search(path.stem)] == []
    assert [
        named(path) for path in product_files() if any(NO_HOME.search(p) for p in path.parts[-4:-1])
    ] == []


def test_nobody_listens_to_model_signals():
    listening = [
        named(path)
        for path in product_files()
        if imports(path) & {"django.db.models.signals", "django.dispatch.receiver"}
    ]
    # The backend qualifies the tables of shared models as each class is prepared.
    assert listening == ["tenants/backend/qualify.py"]


def test_only_the_clock_reads_the_wall_clock():
    clock = {"datetime.now", "datetime.utcnow", "datetime.datetime.now", "timezone.now",
             "django.utils.timezone.now", "date.today", "datetime.date.today", "localdate",
             "timezone.localdate", "timezone.localtime"}  # fmt: skip
    reading = [
        f"{named(path)}:{line}"
        for path in product_files()
        for line, name in called(path)
        if name in clock and named(path) != "shared_apps/foundation/clock.py"
    ]
    assert reading == []


def test_actions_and_engines_are_given_the_time():
    """They take it as `at`; the edges read the clock."""
    inside = [
        f"{named(path)}:{line}"
        for path in product_files()
        if {"engine", "actions"} & {path.stem, *path.parts}
        for line, name in called(path)
        if name in {"now", "clock.now"}
    ]
    assert inside == []


def test_money_and_other_amounts_are_never_float_fields():
    floats = [
        f"{named(path)}:{line}"
        for path in product_files()
        if "models" in path.parts or path.stem == "models"
        for line, name in called(path)
        if name.endswith("FloatField")
    ]
    assert floats == []


def test_every_product_file_can_be_read_as_python():
    assert all(tree(path) is not None for path in product_files())
    assert len(product_files()) > 100
    assert (ROOT / "manage.py").is_file()
