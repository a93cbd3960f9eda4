"""Switching modules and purging them, from the dashboard."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.test import Client

from shared_apps.identity.models import User
from tenants.models import ModuleSwitch, Workspace

Browser = Callable[..., Client]


def state(workspace: Workspace) -> str:
    """Return the blog's state in a workspace."""
    return ModuleSwitch.objects.get(workspace=workspace, module="blog").state


def flip(client: Client, to: str, *, htmx: bool = False) -> Any:
    """Use the blog's switch."""
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post("/manage/modules/blog/switch/", {"state": to}, headers=headers)


def test_a_module_goes_off_and_on_again(client_for: Browser, acorn: Workspace, ana: User) -> None:
    client = client_for(acorn, ana)
    assert flip(client, "off").status_code == 302
    assert state(acorn) == "off"
    page = client.get("/manage/modules/").content.decode()
    assert "Off, data kept" in page
    assert "Purge…" in page
    flip(client, "on")
    assert state(acorn) == "on"


def test_switching_by_htmx_answers_cards_and_navigation(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    response = flip(client_for(acorn, ana), "off", htmx=True)
    assert response.status_code == 200
    assert "Blog is off." in response["HX-Trigger"]
    body = response.content.decode()
    assert 'id="modules"' in body
    assert "hx-swap-oob" in body
    assert "<html" not in body


def test_nonsense_changes_nothing(client_for: Browser, acorn: Workspace, ana: User) -> None:
    client = client_for(acorn, ana)
    flip(client, "sideways")
    assert state(acorn) == "on"
    assert client.post("/manage/modules/nonsense/switch/", {"state": "on"}).status_code == 404
    assert client.get("/manage/modules/blog/switch/").status_code == 405


def test_staff_and_strangers_cannot_switch(
    client_for: Browser, acorn: Workspace, ben: User, cem: User
) -> None:
    assert flip(client_for(acorn, ben), "off").status_code == 403
    assert flip(client_for(acorn, cem), "off").status_code == 403
    assert flip(client_for(acorn), "off").status_code == 302
    assert state(acorn) == "on"


def test_a_purge_shows_what_goes_asks_for_a_copy_and_for_the_name(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    client = client_for(acorn, ana)
    flip(client, "off")
    page = client.get("/manage/modules/blog/purge/")
    assert "blog_post" in page.content.decode()
    early = client.post("/manage/modules/blog/purge/", {"name": "Blog"})
    assert early.status_code == 400
    assert "Export the data" in early.content.decode()
    export = client.post("/manage/modules/blog/export/")
    archive = zipfile.ZipFile(BytesIO(b"".join(export.streaming_content)))  # type: ignore[attr-defined]
    assert "blog_post.csv" in archive.namelist()
    wrong = client.post("/manage/modules/blog/purge/", {"name": "blog"})
    assert wrong.status_code == 400
    assert state(acorn) == "off"
    assert client.post("/manage/modules/blog/purge/", {"name": "Blog"}).status_code == 302
    assert state(acorn) == "purged"


def test_a_module_that_is_on_cannot_be_purged(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    client = client_for(acorn, ana)
    answer = client.post("/manage/modules/blog/purge/", {"name": "Blog"}, follow=True)
    assert "can only be purged while it is off" in answer.content.decode()
    assert state(acorn) == "on"
