"""Two workspaces with real schemas (acorn, birch) and three people (Ana, Ben, Cem).

Both workspaces are committed once per test run; each test works in a transaction that is
rolled back, so both schemas are clean for the next one.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from shared_apps.registry.roles import Role
from tenants.directory import directory
from tenants.models import Membership, Workspace

PASSWORD = "a long enough passphrase"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Make the two workspaces once, with every module's tables present in acorn and birch."""
    with django_db_blocker.unblock():
        found_two_workspaces()
    yield


def found_two_workspaces() -> None:
    """Make acorn (Ana's, with Ben) and birch (Dee's, with Cem), blog and all switched on."""
    from shared_apps.registry.discovery import modules
    from tenants.provisioning.actions import found_workspace, switch_on

    people = {
        name: User.objects.create_user(f"{name}@example.com", PASSWORD, name=name.title())
        for name in ("ana", "ben", "cem", "dee")
    }
    for slug, owner in (("acorn", "ana"), ("birch", "dee")):
        made = found_workspace(name=slug.title(), slug=slug, owner=people[owner], at=now())
        for label in modules():
            switch_on(workspace=made, label=label, by=people[owner], at=now())
    for slug, name, role in (("acorn", "ben", Role.STAFF), ("birch", "cem", Role.MEMBER)):
        Membership.objects.create(
            workspace=Workspace.objects.get(slug=slug), user=people[name], role=role
        )


@pytest.fixture(autouse=True)
def forget_directory() -> Iterator[None]:
    """Each test sees its own rows: a rolled back change must not stay in memory."""
    directory.clear()
    yield
    directory.clear()


@pytest.fixture
def acorn(db: None) -> Workspace:
    """Ana's workspace, every module on."""
    return Workspace.objects.get(slug="acorn")


@pytest.fixture
def birch(db: None) -> Workspace:
    """Dee's workspace, every module on."""
    return Workspace.objects.get(slug="birch")


def _person(name: str) -> User:
    return User.objects.get(email=f"{name}@example.com")


@pytest.fixture
def ana(db: None) -> User:
    """Owner of acorn."""
    return _person("ana")


@pytest.fixture
def ben(db: None) -> User:
    """Staff of acorn."""
    return _person("ben")


@pytest.fixture
def cem(db: None) -> User:
    """A stranger to acorn, member of birch."""
    return _person("cem")


@pytest.fixture
def dee(db: None) -> User:
    """Owner of birch."""
    return _person("dee")


def host(workspace: Workspace) -> str:
    """Return the host name of a workspace."""
    return f"{workspace.slug}.{settings.ATRIUM_BASE_DOMAIN}"


@pytest.fixture
def client_for(db: None) -> Callable[..., Client]:
    """Return a maker of browsers on a workspace's host, signed in where a user is given."""

    def make(workspace: Workspace, user: User | None = None, **extra: Any) -> Client:
        from tenants.context import use_workspace

        client = Client(SERVER_NAME=host(workspace), **extra)
        if user is not None:
            with use_workspace(workspace):
                client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return make


@pytest.fixture
def public_client(db: None) -> Client:
    """A browser on the public site."""
    return Client(SERVER_NAME=settings.ATRIUM_BASE_DOMAIN)
