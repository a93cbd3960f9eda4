import pytest

from shared_apps.registry import discovery
from shared_apps.registry.manifest import Module
from shared_apps.registry.resolve import resolve

MANIFEST = """
from shared_apps.registry.manifest import Capability, Module
from shared_apps.registry.roles import OWNER

MODULE = Module(
    label="{label}", name="{label}", tagline="", description="", icon="", category="",
    slug="{label}", capabilities=(Capability("{label}.read", "Read", (OWNER,)),),
    facts=("{label}.thing_happened",),
)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of modules in place of tenant_apps."""
    monkeypatch.setattr(discovery, "MODULES_FOLDER", tmp_path)
    return tmp_path


def test_each_folder_with_a_manifest_is_a_module_and_no_other(folder):
    for name in ("zebra", "aardvark", "kernel"):
        (folder / name).mkdir()
    for name in ("zebra", "aardvark"):
        (folder / name / "manifest.py").write_text(MANIFEST.format(label=name))
    (folder / "stray.py").touch()
    assert discovery.module_app_names() == ["tenant_apps.aardvark", "tenant_apps.zebra"]


def test_reading_the_names_imports_no_module(folder):
    (folder / "broken").mkdir()
    (folder / "broken" / "manifest.py").write_text("raise RuntimeError")
    assert discovery.module_app_names() == ["tenant_apps.broken"]


def test_manifests_are_found_by_label(folder, monkeypatch):
    import tenant_apps

    for name in ("found", "foundtoo"):
        (folder / name).mkdir()
        (folder / name / "manifest.py").write_text(MANIFEST.format(label=name))
    monkeypatch.setattr(tenant_apps, "__path__", [*tenant_apps.__path__, str(folder)])
    discovery.modules.cache_clear()
    try:
        assert list(discovery.modules()) == ["found", "foundtoo"]
        assert isinstance(discovery.module("found"), Module)
        assert discovery.module("absent") is None
        assert [c.key for c in discovery.capabilities()] == ["found.read", "foundtoo.read"]
        assert discovery.facts_known() == {"found.thing_happened", "foundtoo.thing_happened"}
        assert discovery.modules()["found"].app == "tenant_apps.found"
    finally:
        discovery.modules.cache_clear()


def test_the_map_of_modules_cannot_be_changed():
    with pytest.raises(TypeError):
        discovery.modules()["x"] = None  # type: ignore[index]


def test_a_dotted_string_becomes_the_callable_it_names():
    assert resolve("shared_apps.registry.resolve.resolve") is resolve


@pytest.mark.parametrize(
    "dotted", ["nodots", "nosuch.module.x", "shared_apps.registry.roles.ANYONE", ""]
)
def test_a_dotted_string_without_a_callable_is_an_import_error(dotted):
    with pytest.raises(ImportError):
        resolve(dotted)
