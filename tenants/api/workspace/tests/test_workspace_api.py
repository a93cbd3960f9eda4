"""What the dashboard does, done by a program."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from shared_apps.identity.models import User
from tenants.models import Invitation, Membership, ModuleSwitch, Workspace

Browser = Callable[..., Client]
BASE = "/api/v1/workspace/"


def call(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Send JSON to the workspace API."""
    return client.generic(method, f"{BASE}{path}", *_json(body))


def _json(body: Any) -> tuple[Any, ...]:
    import json

    return () if body is None else (json.dumps(body), "application/json")


def test_about_says_what_the_workspace_is(client_for: Browser, acorn: Workspace, ben: User) -> None:
    told = call(client_for(acorn, ben), "GET", "").json()
    assert (told["slug"], told["role"], told["modules"]) == ("acorn", "staff", ["blog"])
    assert told["branding"]["name"] == "Acorn"
    assert call(client_for(acorn), "GET", "").status_code == 401


def test_branding_changes_in_part(client_for: Browser, acorn: Workspace, ana: User) -> None:
    client = client_for(acorn, ana)
    told = call(client, "PATCH", "branding/", {"colour": "#1D4ED8"}).json()
    assert (told["colour"], told["name"]) == ("#1d4ed8", "Acorn")
    bad = call(client, "PATCH", "branding/", {"colour": "blue"})
    assert (bad.status_code, list(bad.json()["fields"])) == (400, ["colour"])


def test_a_logo_is_put_and_taken_away(client_for: Browser, acorn: Workspace, ana: User) -> None:
    drawn = BytesIO()
    Image.new("RGB", (40, 40), "red").save(drawn, "PNG")
    client = client_for(acorn, ana)
    sent = {"logo": SimpleUploadedFile("x.png", drawn.getvalue())}
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    body = encode_multipart(BOUNDARY, sent)
    told = client.put(f"{BASE}branding/logo/", body, content_type=MULTIPART_CONTENT)
    assert told.json()["logo_url"].startswith("/media/brand/")
    assert call(client, "DELETE", "branding/logo/").status_code == 204
    acorn.refresh_from_db()
    assert acorn.logo == ""


def test_a_module_is_switched_previewed_and_not_purged_unasked(
    client_for: Browser, acorn: Workspace, ana: User, ben: User
) -> None:
    client = client_for(acorn, ana)
    assert [m["state"] for m in call(client, "GET", "modules/").json()] == ["on"]
    assert call(client, "PUT", "modules/blog/", {"state": "off"}).json()["state"] == "off"
    tables = call(client, "GET", "modules/blog/data/").json()
    assert {"table": "blog_post", "rows": 0} in tables
    for body, status in (
        ({"confirmation": "blog"}, 409),
        ({"confirmation": "Blog"}, 409),
        ({}, 400),
    ):
        assert call(client, "DELETE", "modules/blog/data/", body).status_code == status
    assert ModuleSwitch.objects.get(workspace=acorn, module="blog").state == "off"
    staff = client_for(acorn, ben)
    assert call(staff, "PUT", "modules/blog/", {"state": "on"}).status_code == 403
    assert call(client, "PUT", "modules/nonsense/", {"state": "on"}).status_code == 404


def test_members_are_listed_changed_and_removed(
    client_for: Browser, acorn: Workspace, birch: Workspace, ana: User, ben: User, cem: User
) -> None:
    client = client_for(acorn, ana)
    emails = {each["email"] for each in call(client, "GET", "members/").json()["results"]}
    assert emails == {"ana@example.com", "ben@example.com"}
    row = Membership.objects.get(workspace=acorn, user=ben)
    told = call(client, "PATCH", f"members/{row.pk}/", {"role": "admin", "is_active": False})
    assert (told.json()["role"], told.json()["is_active"]) == ("admin", False)
    other = Membership.objects.get(workspace=birch, user=cem)
    for method in ("GET", "PATCH", "DELETE"):
        assert call(client, method, f"members/{other.pk}/", {}).status_code == 404
    assert call(client, "DELETE", f"members/{row.pk}/").status_code == 204


def test_people_are_invited_again_and_uninvited(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    client = client_for(acorn, ana)
    sent = {"emails": ["gus@example.org", "ana@example.com"], "role": "staff"}
    told = call(client, "POST", "invitations/", sent)
    assert told.status_code == 201
    assert told.json()["members_already"] == ["ana@example.com"]
    (open_one,) = call(client, "GET", "invitations/").json()
    assert call(client, "POST", f"invitations/{open_one['id']}/").status_code == 200
    assert call(client, "DELETE", f"invitations/{open_one['id']}/").status_code == 204
    assert Invitation.objects.get().revoked_at is not None
    assert "digest" not in open_one


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"posts_per_page": -1}, "posts_per_page"),
        ({"posts_per_page": True}, "posts_per_page"),
        ({"comments": ["open"]}, "comments"),
        ({"comments": {}}, "comments"),
        ({"nonsense": 1}, "nonsense"),
        ({"remote_images": "yes"}, "remote_images"),
    ],
)
def test_settings_that_make_no_sense_change_nothing(
    client_for: Browser, acorn: Workspace, ana: User, body: dict[str, Any], field: str
) -> None:
    answer = call(client_for(acorn, ana), "PATCH", "settings/blog/", body)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    acorn.refresh_from_db()
    assert acorn.settings == {}


def test_settings_change_in_part(client_for: Browser, acorn: Workspace, ana: User) -> None:
    client = client_for(acorn, ana)
    told = call(client, "PATCH", "settings/blog/", {"posts_per_page": 7}).json()
    assert (told["posts_per_page"], told["comments"]) == (7, "moderated")
    assert call(client, "GET", "settings/blog/").json() == told
    assert call(client, "PATCH", "settings/workspace/", [1]).status_code == 400
    assert call(client, "GET", "settings/nonsense/").status_code == 404
