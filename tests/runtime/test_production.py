"""The files of production fit the code: same parts, documented variables, nothing loose."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.supervisor.options import ROOT
from config.supervisor.stack import JOB_PARTS, SITE_PARTS

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = (*SITE_PARTS, *JOB_PARTS, "migrate")
CONFIGURATION = ROOT / "docs" / "operators" / "configuration.md"
VARIABLE = re.compile(
    r"\b(?:ATRIUM_[A-Z_]+|DATABASE_[A-Z_]+|VALKEY_[A-Z]+|SENTRY_DSN|OTEL_[A-Z_]+)\b"
)


def words(service: str) -> str:
    return " ".join(map(str, SERVICES[service]["command"]))


def test_production_runs_the_same_parts_as_make_up() -> None:
    assert set(SERVICES) == {"postgres", "valkey", "migrate", *SITE_PARTS, *JOB_PARTS}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_service_is_watched_and_restarted(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["logging"]["options"]["max-size"]


@pytest.mark.parametrize("name", OURS)
def test_our_processes_may_do_as_little_as_possible(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")
    assert "user" not in service  # the image's own unprivileged one


def test_the_image_runs_as_nobody_in_particular() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER atrium$", text, re.MULTILINE)
    assert "--require-hashes" in text
    assert text.index("USER atrium") > text.index("collectstatic")


def test_every_folder_copied_into_the_image_exists() -> None:
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists(), source


def test_only_the_front_door_is_open_to_the_world() -> None:
    assert [name for name, one in SERVICES.items() if one.get("ports")] == ["frontdoor"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == SERVICES["valkey"]["networks"] == ["inside"]


def test_everything_waits_for_the_migrations() -> None:
    for name in ("web", "live", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {
            "condition": "service_completed_successfully"
        }


def test_no_secret_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("ATRIUM_SECRET_KEY", "ATRIUM_INTERNAL_TOKEN", "POSTGRES_PASSWORD",
                 "VALKEY_PASSWORD"):  # fmt: skip
        values = re.findall(rf"{name}: (.+)", text)
        assert values
        assert all(value.startswith(f"${{{name}:?Set ") for value in values), name


def test_programs_named_in_compose_exist() -> None:
    assert "config.serve web" in words("web")
    assert "config.serve live" in words("live")
    assert (ROOT / "config" / "serve.py").is_file()
    for name in JOB_PARTS:
        assert f"--app=config.celery --quiet {name}" in words(name)
    path = re.search(r"--config /app/(\S+)", words("frontdoor"))
    assert path is not None
    assert (ROOT / path.group(1)).is_file()


def test_every_variable_the_code_reads_is_explained() -> None:
    explained = set(VARIABLE.findall(CONFIGURATION.read_text()))
    assert used() - explained == set()


def test_every_variable_explained_is_read_somewhere() -> None:
    explained = set(VARIABLE.findall(CONFIGURATION.read_text()))
    built = {name for name in explained if name.startswith("ATRIUM_SOCIAL_")}  # from its parts
    assert explained - used() - built == set()


def used() -> set[str]:
    """Return the variables named in the code, the front door and Compose.

    In Python only what is read: a quoted name. Elsewhere only what is filled in.
    """
    found: set[str] = set()
    for folder in ("config", "tenants", "shared_apps", "tenant_apps", "scripts"):
        for path in (ROOT / folder).rglob("*.py"):
            if "tests" not in path.parts:
                found |= set(re.findall(rf'"({VARIABLE.pattern})"', path.read_text()))
    for path in (*(ROOT / "deploy").glob("*addy*"), ROOT / "docker-compose.yml", *shells()):
        found |= set(re.findall(rf"\{{\$?({VARIABLE.pattern})[:}}]", path.read_text()))
    # Names the embedded-service code and Compose use for passwords and addresses of their own.
    return found - {"VALKEY_PASSWORD", "ATRIUM_WEB", "ATRIUM_LIVE", "ATRIUM_BIND"}


def shells() -> list[Path]:
    return list((ROOT / "scripts").glob("*.sh"))


def test_no_file_of_ours_names_a_package_registry() -> None:
    hosts = ("pypi" + ".org", "npm" + "js", "ghcr" + ".io", "docker" + ".io/", "quay" + ".io")
    for path in (*(ROOT / "requirements").iterdir(), ROOT / "package-lock.json",
                 ROOT / "Dockerfile", ROOT / "docker-compose.yml", ROOT / "Makefile"):  # fmt: skip
        text = path.read_text()
        assert not [host for host in hosts if host in text], path
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
