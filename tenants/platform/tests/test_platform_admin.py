"""The platform owners' admin."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from shared_apps.identity.models import User
from tenants.models import Workspace

PAGES = (
    "/",
    "/tenants/workspace/",
    "/tenants/workspace/?q=acorn",
    "/tenants/domain/",
    "/tenants/membership/",
    "/tenants/invitation/",
    "/tenants/moduleswitch/",
    "/tenants/readyschema/",
    "/tenants/compiledddl/",
    "/identity/user/",
)


@pytest.fixture
def owner(ana: User) -> Client:
    """A platform owner's browser on the admin's host."""
    ana.is_staff = True
    ana.save()
    client = Client(SERVER_NAME="admin.localhost")
    client.force_login(ana, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.mark.parametrize("path", PAGES)
def test_a_platform_owner_opens_every_list(owner: Client, acorn: Workspace, path: str) -> None:
    assert owner.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_opens_any(acorn: Workspace, ben: User, path: str) -> None:
    visitor = Client(SERVER_NAME="admin.localhost")
    assert visitor.get(path).status_code == 302
    visitor.force_login(ben, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert visitor.get(path, follow=True).status_code == 403


def test_a_workspace_shows_its_people_modules_and_schema(owner: Client, acorn: Workspace) -> None:
    body = owner.get(f"/tenants/workspace/{acorn.pk}/change/").content.decode()
    for text in (acorn.schema_name, "Ben", "blog", "0001_initial"):
        assert text in body


def test_a_workspace_is_suspended_and_opened_again(owner: Client, acorn: Workspace) -> None:
    chosen: dict[str, Any] = {"_selected_action": [str(acorn.pk)]}
    owner.post("/tenants/workspace/", {"action": "suspend", **chosen})
    acorn.refresh_from_db()
    assert acorn.status == "suspended"
    owner.post("/tenants/workspace/", {"action": "reopen", **chosen})
    acorn.refresh_from_db()
    assert acorn.status == "active"


def test_what_is_for_looking_cannot_be_changed(owner: Client, acorn: Workspace) -> None:
    assert owner.get("/tenants/moduleswitch/add/").status_code == 403
    assert owner.get("/tenants/workspace/add/").status_code == 403
    assert owner.post(f"/tenants/workspace/{acorn.pk}/delete/").status_code == 403


def test_the_looser_policy_holds_on_this_host_alone(owner: Client, public_client: Client) -> None:
    assert "'unsafe-eval'" in owner.get("/")["Content-Security-Policy"]
    assert "'unsafe-eval'" not in public_client.get("/")["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in owner.get("/")["Content-Security-Policy"]


def test_the_list_of_workspaces_costs_the_same_for_two_as_for_many(
    owner: Client, acorn: Workspace, django_assert_max_num_queries: Any
) -> None:
    owner.get("/tenants/workspace/")
    with django_assert_max_num_queries(9):
        owner.get("/tenants/workspace/")
