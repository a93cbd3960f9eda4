"""Programs that call acorn's API, as its owner and as nobody."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.identity.models import User
from tenants.api.jwt_tokens import WorkspaceAccessToken
from tenants.context import use_workspace
from tenants.models import Workspace
from tests.fixtures import host


@pytest.fixture
def bearer() -> Callable[[Workspace, User], str]:
    """Return a maker of Authorization headers."""

    def make(workspace: Workspace, user: User) -> str:
        with use_workspace(workspace):
            return f"Bearer {WorkspaceAccessToken.made_for(user)}"

    return make


@pytest.fixture
def owner_api(acorn, ana, bearer) -> Client:
    """A program of acorn's owner, without cookies."""
    headers = {"authorization": bearer(acorn, ana)}
    return Client(SERVER_NAME=host(acorn), headers=headers, raise_request_exception=False)


@pytest.fixture
def anonymous_api(acorn) -> Client:
    """A program that nobody has signed in."""
    return Client(SERVER_NAME=host(acorn), raise_request_exception=False)
