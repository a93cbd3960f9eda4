"""Two workspaces with real schemas (acorn, birch) and three people (Ana, Ben, Cem).

Both workspaces are committed once per test run; each test works in a transaction that is
rolled back, so both schemas are clean for the next one.
"""

import uuid
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from shared_apps.foundation.clock import now
from shared_apps.identity import limits
from shared_apps.identity.models import User
from shared_apps.registry.roles import Role
from tenants.directory import directory
from tenants.models import Membership, PendingOutbox, Workspace

PASSWORD = "a long enough passphrase"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """Make the test database and, once, the two workspaces with every module's tables.

    pytest-django would make the database only where some test is marked `django_db`; tests
    that commit (see `lasting`) carry no such mark and must never reach another database.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
        found_two_workspaces()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


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


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts with no sign-in counted against anybody."""
    monkeypatch.setattr(limits, "NAMESPACE", f"limit-{uuid.uuid4().hex}")


@pytest.fixture
def acorn(db: None) -> Workspace:
    """Ana's workspace, every module on."""
    return Workspace.objects.get(slug="acorn")


@pytest.fixture
def birch(db: None) -> Workspace:
    """Dee's workspace, every module on."""
    return Workspace.objects.get(slug="birch")


@pytest.fixture
def lasting(django_db_setup: None, django_db_blocker: Any) -> Iterator[Workspace]:
    """A workspace for tests that commit: other processes see its rows. Removed at the end.

    Do not combine with the `db` fixture or mark, which wrap the test in a transaction.
    """
    from tenants.provisioning.actions import found_workspace

    with django_db_blocker.unblock():
        slug = f"lasting-{uuid4().hex[:12]}"
        owner = User.objects.create_user(f"{slug}@example.com", PASSWORD, name="Lasse")
        workspace = found_workspace(name="Lasting", slug=slug, owner=owner, at=now())
        directory.clear()
        try:
            yield workspace
        finally:
            _remove(workspace, owner)


def _remove(workspace: Workspace, owner: User) -> None:
    from tenants.provisioning.actions import drop_workspace

    PendingOutbox.objects.filter(workspace_id=workspace.pk).delete()
    drop_workspace(workspace=workspace, confirmation=workspace.slug)
    # Not .delete(): Django would look for the person's rows in workspace tables, and none is set.
    User.objects.filter(pk=owner.pk)._raw_delete("default")
    directory.clear()


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
