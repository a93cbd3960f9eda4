"""Branding, settings and the address, from the dashboard."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from shared_apps.identity.models import User
from tenants.models import Workspace

Browser = Callable[..., Client]
LOOK = {"name": "Acorn", "tagline": "", "colour": "#0f766e", "theme": "auto"}


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 32)) -> bytes:
    """Return the bytes of a plain picture."""
    drawn = BytesIO()
    Image.new("RGB", size, "#c2410c").save(drawn, kind)
    return drawn.getvalue()


def upload(client: Client, data: bytes, name: str = "logo.png") -> Any:
    """Send the branding form with a logo."""
    return client.post("/manage/branding/", {**LOOK, "logo": SimpleUploadedFile(name, data)})


def test_the_look_changes_at_once(client_for: Browser, acorn: Workspace, ana: User) -> None:
    client = client_for(acorn, ana)
    sent = {"name": "Acorn & Sons", "tagline": "Since 1921", "colour": "#1D4ED8", "theme": "dark"}
    assert client.post("/manage/branding/", sent).status_code == 302
    acorn.refresh_from_db()
    assert (acorn.name, acorn.tagline, acorn.colour, acorn.theme) == (
        "Acorn & Sons",
        "Since 1921",
        "#1d4ed8",
        "dark",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "n" * 81),
        ("tagline", "t" * 161),
        ("colour", "blue"),
        ("colour", "#12345"),
        ("colour", "red;}body{"),
        ("theme", "neon"),
    ],
)
def test_a_look_that_makes_no_sense_is_refused(
    client_for: Browser, acorn: Workspace, ana: User, field: str, value: str
) -> None:
    response = client_for(acorn, ana).post("/manage/branding/", {**LOOK, field: value})
    assert response.status_code == 400
    assert f"id_{field}_error" in response.content.decode()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew_and_shown(
    client_for: Browser, acorn: Workspace, ana: User, kind: str
) -> None:
    client = client_for(acorn, ana)
    hidden = b"<script>alert(1)</script>"
    assert upload(client, picture(kind) + hidden).status_code == 302
    acorn.refresh_from_db()
    shown = client.get(f"/media/{acorn.logo}")
    body = b"".join(shown.streaming_content)  # type: ignore[attr-defined]
    assert (shown["Content-Type"], body[:4]) == ("image/png", b"\x89PNG")
    assert hidden not in body
    client.post("/manage/branding/logo/remove/")
    acorn.refresh_from_db()
    assert acorn.logo == ""


def test_a_logo_is_not_seen_from_another_workspace(
    client_for: Browser, acorn: Workspace, birch: Workspace, ana: User
) -> None:
    upload(client_for(acorn, ana), picture())
    acorn.refresh_from_db()
    assert client_for(birch).get(f"/media/{acorn.logo}").status_code == 404


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD_LOGOS = {
    "svg": SVG,
    "html": b"<html><script>alert(1)</script>",
    "empty": b"",
    "cut": picture(size=(300, 300))[:150],
    "tiny": picture(size=(8, 8)),
    "huge sides": picture(size=(5000, 20)),
    "gif": picture("GIF"),
    "too many bytes": picture() + b"\0" * (2 * 1024 * 1024),
}


@pytest.mark.parametrize("kind", BAD_LOGOS)
def test_what_is_no_logo_is_refused_and_changes_nothing(
    client_for: Browser, acorn: Workspace, ana: User, kind: str
) -> None:
    response = upload(client_for(acorn, ana), BAD_LOGOS[kind])
    assert response.status_code == 400
    assert "id_logo_error" in response.content.decode()
    acorn.refresh_from_db()
    assert acorn.logo == ""


def test_the_names_of_media_lead_nowhere_else(client_for: Browser, acorn: Workspace) -> None:
    client = client_for(acorn)
    for name in ("..%2f..%2fsecret_key", "x.png", "%00", "a" * 300):
        assert client.get(f"/media/brand/{name}").status_code == 404


def test_settings_of_the_workspace_and_of_a_module_are_saved(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    client = client_for(acorn, ana)
    client.post("/manage/settings/workspace/", {"workspace-customers_may_register": "on"})
    sent = {"blog-posts_per_page": "7", "blog-comments": "closed", "blog-comment_days": "0"}
    assert client.post("/manage/settings/blog/", sent).status_code == 302
    acorn.refresh_from_db()
    assert acorn.settings["workspace"] == {"customers_may_register": True}
    assert acorn.settings["blog"]["posts_per_page"] == 7
    assert acorn.settings["blog"]["comments"] == "closed"


def test_a_setting_that_makes_no_sense_is_refused_beside_its_field(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    sent = {"blog-posts_per_page": "-3", "blog-comments": "shouted", "blog-comment_days": "x"}
    response = client_for(acorn, ana).post("/manage/settings/blog/", sent)
    assert response.status_code == 400
    body = response.content.decode()
    assert body.count("field-error") == 3
    acorn.refresh_from_db()
    assert "blog" not in acorn.settings
    assert client_for(acorn, ana).post("/manage/settings/nonsense/").status_code == 404


def test_the_address_moves_and_takes_the_owner_along(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    moved = client_for(acorn, ana).post("/manage/settings/address/", {"slug": "oak"})
    place = urlsplit(moved["Location"])
    assert place.hostname == "oak.localhost"
    acorn.refresh_from_db()
    assert acorn.slug == "oak"
    arrived = Client(SERVER_NAME="oak.localhost").get(f"{place.path}?{place.query}", follow=True)
    assert arrived.status_code == 200
    assert arrived.redirect_chain[-1][0] == "/manage/settings/"


@pytest.mark.parametrize("slug", ["birch", "www", "Oak", "oäk", "o" * 64, "", "oak--tree"])
def test_an_address_that_cannot_be_had_changes_nothing(
    client_for: Browser, acorn: Workspace, birch: Workspace, ana: User, slug: str
) -> None:
    response = client_for(acorn, ana).post("/manage/settings/address/", {"slug": slug})
    assert response.status_code == 400
    assert "id_slug_error" in response.content.decode()
    acorn.refresh_from_db()
    assert acorn.slug == "acorn"
