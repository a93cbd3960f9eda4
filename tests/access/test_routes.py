"""Every route as everybody: visitors, strangers, members with and without the capability,
people of another workspace, and with the module switched off.

Generated from the URLconfs, so a route that is added without saying who may use it fails.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from shared_apps.registry.roles import Role
from tenants.access import Access
from tenants.api.jwt_tokens import WorkspaceAccessToken
from tenants.capabilities import capabilities_of
from tenants.context import use_workspace
from tenants.directory import directory
from tenants.models import Membership, Workspace
from tenants.provisioning.actions import switch_off
from tests.fixtures import host

from .routes import Route, routes, samples

WORKSPACE = routes(settings.URLCONF_WORKSPACE)
PUBLIC = routes(settings.URLCONF_PUBLIC)
ADMIN = routes(settings.URLCONF_ADMIN)
# Routes that declare nothing, each with its reason.
UNDECLARED: dict[str, str] = {}
# Allowed people who are told 403 all the same, each with the reason.
REFUSED_FURTHER_IN = {
    "welcome": "the made-up ticket is refused",
    "invitation": "the invitation is for somebody else",
    "socialaccount_login_error": "the page says that another service refused",
}
LOGIN = "/account/login/"


def declares(route: Route) -> bool:
    return bool(route.access) or route.name in UNDECLARED


@pytest.mark.parametrize("route", [*WORKSPACE, *PUBLIC], ids=str)
def test_every_route_says_who_may_use_it(route: Route) -> None:
    assert declares(route), f"{route.text} has no access"


@pytest.mark.parametrize("route", ADMIN, ids=str)
def test_the_admin_is_closed_to_all_but_platform_owners(route: Route, ana: User, db: None) -> None:
    if "admin" not in route.namespaces:
        assert declares(route)
        return
    path = "/" + route.text.replace("<path:object_id>", "1")
    for client in (Client(SERVER_NAME=f"admin.{settings.ATRIUM_BASE_DOMAIN}") for _ in range(2)):
        answer = client.get(path)
        assert answer.status_code in (301, 302, 403, 404), path
        client.force_login(ana)
        assert client.get(path, follow=True).status_code in (403, 404), path


def role_with(access: Access) -> Role | None:
    """Return the least trusted role that holds what the route asks for."""
    holding = [r for r in Role if access.capability in capabilities_of(r)]
    return holding[-1] if holding else None


def role_without(access: Access) -> Role | None:
    """Return the most trusted role that lacks what the route asks for."""
    lacking = [r for r in Role if access.capability not in capabilities_of(r)]
    return lacking[0] if lacking else None


@contextmanager
def undone() -> Iterator[None]:
    """Take back what the block writes, and what the directory has seen of it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    directory.clear()


class Asker:
    """Asks one route as different people, each time in a fresh browser."""

    def __init__(self, route: Route, workspace: Workspace, kwargs: dict[str, Any]) -> None:
        self.route, self.workspace = route, workspace
        self.path = path_of(route, kwargs)

    def ask(self, method: str, user: User | None = None, **extra: Any) -> Any:
        """Send one request, with a session where a person is named, and undo it."""
        with undone():
            client = Client(SERVER_NAME=host(self.workspace), raise_request_exception=False)
            if user is not None:
                with use_workspace(self.workspace):
                    client.force_login(user)
            cookie = extra.pop("cookie", None)
            if cookie:
                client.cookies[settings.SESSION_COOKIE_NAME] = cookie
            body = {"content_type": "application/json"} if self.route.is_api else {}
            return client.generic(method, self.path, "", **body, **extra)


def path_of(route: Route, kwargs: dict[str, Any]) -> str:
    if route.name:
        return reverse(route.name, kwargs=kwargs or None, urlconf=settings.URLCONF_WORKSPACE)
    return "/" + route.text.rstrip("$")


@pytest.fixture
def person(acorn: Workspace) -> Callable[[Role | None], User]:
    """Return a maker of people with a role in acorn, or with none."""

    def make(role: Role | None) -> User:
        if role == Role.OWNER:
            return User.objects.get(memberships__workspace=acorn, memberships__role=role)
        user, _ = User.objects.get_or_create(email=f"{role or 'stranger'}-probe@example.com")
        if role:
            Membership.objects.get_or_create(workspace=acorn, user=user, defaults={"role": role})
        return user

    return make


@pytest.fixture
def asker(acorn: Workspace, request: pytest.FixtureRequest) -> Asker:
    """Asks the route of the test at acorn, with a real object where somebody offers one."""
    route: Route = request.getfixturevalue("route")
    with use_workspace(acorn):
        known = samples(acorn) if route.kwargs else {}
    return Asker(route, acorn, known.get(route.name, route.random))


def is_sent_to_sign_in(answer: Any, route: Route) -> bool:
    if route.is_api:
        problem = answer.headers.get("Content-Type") == "application/problem+json"
        return answer.status_code == 401 and problem and "WWW-Authenticate" in answer.headers
    return answer.status_code == 302 and answer["Location"].startswith(LOGIN)


def methods_asking(route: Route, *kinds: str) -> Iterator[tuple[str, Access]]:
    for method, access in route.access.items():
        if access.kind in kinds:
            yield method, access


CLOSED = [r for r in WORKSPACE if any(a.kind != "public" for a in r.access.values())]
GUARDED = [r for r in WORKSPACE if any(a.kind == "capability" for a in r.access.values())]
OF_MODULES = [r for r in WORKSPACE if r.modules]


@pytest.mark.parametrize("route", CLOSED, ids=str)
def test_a_visitor_is_asked_to_sign_in(route: Route, asker: Asker) -> None:
    for method, access in methods_asking(route, "capability", "signed_in"):
        answer = asker.ask(method)
        if access.capability in capabilities_of(None):
            assert answer.status_code < 500
        else:
            assert is_sent_to_sign_in(answer, route), (method, answer.status_code)


@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_a_stranger_and_a_member_without_the_capability_are_refused(
    route: Route, asker: Asker, person: Callable[[Role | None], User]
) -> None:
    for method, access in methods_asking(route, "capability"):
        if access.capability in capabilities_of(None):
            continue
        assert asker.ask(method, person(None)).status_code == 403, method
        lacking = role_without(access)
        if lacking is not None:
            assert asker.ask(method, person(lacking)).status_code == 403, (method, lacking)


@pytest.mark.parametrize("route", WORKSPACE, ids=str)
def test_whoever_may_gets_an_answer(
    route: Route, asker: Asker, person: Callable[[Role | None], User]
) -> None:
    for method, access in route.access.items():
        role = role_with(access) if access.kind == "capability" else Role.OWNER
        assert role is not None, f"nobody holds {access.capability}"
        answer = asker.ask(method, person(role))
        assert answer.status_code < 500, (method, answer.status_code)
        if route.name not in REFUSED_FURTHER_IN:
            assert answer.status_code not in (401, 403), (method, answer.status_code)
        if access.kind != "public":
            assert not is_sent_to_sign_in(answer, route), method


@pytest.mark.parametrize("route", [r for r in WORKSPACE if r.kwargs], ids=str)
def test_an_object_that_is_not_there_is_404_and_never_500(
    route: Route, acorn: Workspace, person: Callable[[Role | None], User]
) -> None:
    nowhere = Asker(route, acorn, route.random)
    for method in route.access:
        status = nowhere.ask(method, person(Role.OWNER)).status_code
        # An empty body may be refused before the object is looked up.
        usual = (404, 405) if method == "GET" else (400, 404, 405)
        assert status in NOTHING_THERE.get(route.name, usual), (method, status)


# Where a made-up argument does not lead to 404, each with the reason.
NOTHING_THERE: dict[str, tuple[int, ...]] = {
    # allauth explains stale links on a page of its own.
    "account_confirm_email": (200, 404),
    "account_reset_password_from_key": (200,),
    # The password is asked for again before anything is looked up.
    "mfa_remove_webauthn": (302,),
    "mfa_edit_webauthn": (302,),
}


@pytest.mark.parametrize("route", OF_MODULES, ids=str)
def test_nothing_is_there_while_the_module_is_off(
    route: Route, asker: Asker, person: Callable[[Role | None], User], acorn: Workspace
) -> None:
    for label in route.modules:
        switch_off(workspace=acorn, label=label, by=None, at=now())
    directory.clear()
    for method in route.access:
        for somebody in (None, person(None), person(Role.OWNER)):
            assert asker.ask(method, somebody).status_code == 404, (method, somebody)


@pytest.mark.parametrize("route", CLOSED, ids=str)
def test_credentials_of_another_workspace_are_those_of_a_visitor(
    route: Route, asker: Asker, birch: Workspace, ana: User
) -> None:
    Membership.objects.create(workspace=birch, user=ana, role="admin")
    with use_workspace(birch):
        browser = Client(SERVER_NAME=host(birch))
        browser.force_login(ana)
        token = str(WorkspaceAccessToken.made_for(ana))
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    for method, access in methods_asking(route, "capability", "signed_in"):
        if access.capability in capabilities_of(None):
            continue
        assert is_sent_to_sign_in(asker.ask(method, cookie=cookie), route), method
        foreign = asker.ask(method, HTTP_AUTHORIZATION=f"Bearer {token}")
        assert is_sent_to_sign_in(foreign, route), method


@pytest.mark.parametrize("route", [r for r in GUARDED if r.is_api], ids=str)
def test_a_token_opens_what_its_person_may(
    route: Route, asker: Asker, acorn: Workspace, person: Callable[[Role | None], User]
) -> None:
    for method, access in methods_asking(route, "capability"):
        role = role_with(access)
        assert role is not None
        with use_workspace(acorn):
            token = str(WorkspaceAccessToken.made_for(person(role)))
        status = asker.ask(method, HTTP_AUTHORIZATION=f"Bearer {token}").status_code
        assert status < 500
        assert status not in (401, 403), (method, status)


def test_the_tests_see_many_routes() -> None:
    assert len(WORKSPACE) > 60
    assert len(GUARDED) > 20
    assert {"blog"} <= {m for r in OF_MODULES for m in r.modules}
