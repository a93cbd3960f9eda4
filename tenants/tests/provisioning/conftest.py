"""Databases for tests whose processes are killed or pose as other code."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from config import env

from .lab.database import Lab, Process, laboratory, processes


@pytest.fixture(scope="session")
def server_url() -> str:
    return env.service_url("DATABASE_URL", settings.SERVICES_FILE)


@pytest.fixture(scope="session")
def staying() -> Iterator[dict[str, Process]]:
    with processes() as made:
        yield made


@pytest.fixture(scope="session")
def lab_template(server_url: str, staying: dict[str, Process]) -> Iterator[str]:
    """A database with the public schema migrated and two workspaces, to be copied."""
    with laboratory(server_url, staying) as made:
        made.manage("migrate", "-v0")
        made.run("prepare", workspaces=2)
        made.run("leave")
        yield made.name


@pytest.fixture(scope="module")
def lab(server_url: str, staying: dict[str, Process], lab_template: str) -> Iterator[Lab]:
    """A database of the test module's own: workspaces one-0 and one-1, lab on at level 1."""
    with laboratory(server_url, staying, lab_template) as made:
        yield made


@pytest.fixture
def clean_lab(server_url: str, staying: dict[str, Process], lab_template: str) -> Iterator[Lab]:
    """As `lab`, for one test alone."""
    with laboratory(server_url, staying, lab_template) as made:
        yield made
