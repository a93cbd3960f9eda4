"""What anybody sees of a workspace first, and the public site."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.identity.models import User
from tenants.models import ModuleSwitch, Workspace
from tenants.site.catalogue import PLANNED

Browser = Callable[..., Client]


def test_visitors_see_name_tagline_and_what_is_on(client_for: Browser, acorn: Workspace) -> None:
    Workspace.objects.filter(pk=acorn.pk).update(tagline="Books & <b>more</b>")
    body = client_for(acorn).get("/").content.decode()
    assert "Acorn" in body
    assert "Books &amp; &lt;b&gt;more&lt;/b&gt;" in body
    assert 'href="/blog/"' in body
    assert "Your workspace is ready" not in body


def test_only_who_manages_sees_the_start_of_a_fresh_workspace(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    ModuleSwitch.objects.filter(workspace=acorn, module="blog").delete()
    assert "Your workspace is ready" in client_for(acorn, ana).get("/").content.decode()
    visited = client_for(acorn).get("/").content.decode()
    assert "Your workspace is ready" not in visited
    assert "nothing to read here yet" in visited


@pytest.mark.parametrize("path", ["/", "/modules/", "/prices/", "/sign-up/"])
def test_the_public_site_answers_without_a_query(
    public_client: Client, path: str, django_assert_num_queries: Callable[..., object]
) -> None:
    public_client.get(path)
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert public_client.get(path).status_code == 200


def test_planned_modules_are_called_what_they_are(public_client: Client) -> None:
    body = public_client.get("/modules/").content.decode()
    for each in PLANNED:
        assert each.name in body
    assert "In the works" in body


def test_a_suspended_workspace_says_so(client_for: Browser, acorn: Workspace) -> None:
    Workspace.objects.filter(pk=acorn.pk).update(status="suspended")
    answer = client_for(acorn).get("/")
    assert answer.status_code == 403
    assert "Acorn is suspended. Its data is safe" in answer.content.decode()


def test_an_unknown_host_says_so(db: None) -> None:
    answer = Client(SERVER_NAME="nobody.localhost").get("/")
    assert answer.status_code == 404
    assert "nobody.localhost" in answer.content.decode()


def test_unknown_addresses_are_not_found_in_style(
    client_for: Browser, public_client: Client, acorn: Workspace
) -> None:
    for client in (public_client, client_for(acorn)):
        answer = client.get("/nothing/here/")
        assert answer.status_code == 404
        assert "There is nothing here" in answer.content.decode()
    told = client_for(acorn).get("/api/v1/nothing/")
    assert (told.status_code, told["Content-Type"]) == (404, "application/problem+json")


def test_a_form_without_its_secret_is_explained(acorn: Workspace) -> None:
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    answer = strict.post("/sign-up/", {})
    assert answer.status_code == 403
    assert "The form was too old" in answer.content.decode()
