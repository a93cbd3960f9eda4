"""Cache keys, stored files and /media/: one name, two workspaces, two things."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.test import Client

from tenants.context import NoWorkspace, WorkspaceRef, use_workspace
from tenants.models import Workspace

# New ones in every run: the cache outlives it.
ASH = WorkspaceRef(uuid4(), "w_ash", 1)
FIR = WorkspaceRef(uuid4(), "w_fir", 1)
WHO = f"who-{uuid4().hex}"


@pytest.fixture(autouse=True)
def media_root(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path
    yield tmp_path


def test_the_same_key_is_another_entry_in_each_workspace() -> None:
    with use_workspace(ASH):
        cache.set_many({WHO: "ash", "tree": 1})
    with use_workspace(FIR):
        assert cache.get_many([WHO, "tree"]) == {}
        cache.set(WHO, "fir")
        cache.delete("tree")
    with use_workspace(ASH):
        assert cache.get_many([WHO, "tree"]) == {WHO: "ash", "tree": 1}
    assert cache.get(WHO) is None


def test_an_earlier_life_of_a_workspace_has_other_entries() -> None:
    with use_workspace(ASH):
        cache.set(WHO, "before")
    with use_workspace(WorkspaceRef(ASH.id, ASH.schema, 2)):
        assert cache.get(WHO) is None


def test_no_key_can_name_another_workspaces_entry() -> None:
    with use_workspace(ASH):
        cache.set(WHO, "ash")
    with use_workspace(FIR):
        for key in (f"{ASH.key}:1:{WHO}", f"../{ASH.key}:1:{WHO}", f":{ASH.key}:1:{WHO}"):
            assert cache.get(key) is None
    assert cache.get(f"{ASH.key}:1:{WHO}") is None


def test_a_cached_template_fragment_belongs_to_its_workspace() -> None:
    page = Template("{% load cache %}{% cache 60 greeting %}Hello {{ name }}{% endcache %}")
    with use_workspace(ASH):
        assert page.render(Context({"name": "Ash"})) == "Hello Ash"
        assert page.render(Context({"name": "again"})) == "Hello Ash"
    with use_workspace(FIR):
        assert page.render(Context({"name": "Fir"})) == "Hello Fir"


def test_a_file_of_one_workspace_is_not_there_for_another() -> None:
    with use_workspace(ASH):
        name = default_storage.save("notes/plan.txt", ContentFile(b"ash"))
        assert name == "notes/plan.txt"
    with use_workspace(FIR):
        assert not default_storage.exists(name)
        assert default_storage.save(name, ContentFile(b"fir")) == name
        for foreign in (f"workspaces/{ASH.key}/{name}", f"../{ASH.key}/{name}"):
            with pytest.raises((FileNotFoundError, SuspiciousFileOperation)):
                default_storage.open(foreign)
        default_storage.delete(name)
    with use_workspace(ASH):
        assert default_storage.open(name).read() == b"ash"
        assert default_storage.size(name) == 3
        assert default_storage.listdir("notes") == ([], ["plan.txt"])


@pytest.mark.parametrize("name", ["/etc/passwd", "a/../../b", "..", "a\\..\\..\\b", "a\0b"])
def test_a_name_may_not_leave_the_workspaces_folder(name: str) -> None:
    with use_workspace(ASH):
        for ask in (default_storage.exists, default_storage.open, default_storage.delete):
            with pytest.raises(SuspiciousFileOperation):
                ask(name)


def test_storage_without_a_workspace_is_refused() -> None:
    with pytest.raises(NoWorkspace):
        default_storage.save("a.txt", ContentFile(b"x"))
    with pytest.raises(NoWorkspace):
        default_storage.exists("a.txt")


def test_a_taken_name_is_varied_within_its_length() -> None:
    with use_workspace(ASH):
        for _ in range(2):
            name = default_storage.save("long-name.txt", ContentFile(b"x"), max_length=20)
            assert len(name) <= 20


def put(workspace: Workspace, name: str, content: bytes) -> None:
    with use_workspace(workspace):
        default_storage.save(name, ContentFile(content))


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_media_answers_only_its_own_workspaces_files(
    acorn: Workspace, birch: Workspace, client_for: Any
) -> None:
    put(acorn, "public/leaf.png", b"acorn's")
    ours = client_for(acorn).get("/media/public/leaf.png")
    assert (ours.status_code, body(ours)) == (200, b"acorn's")
    assert ours["Content-Type"] == "image/png"
    assert ours["X-Content-Type-Options"] == "nosniff"
    assert ours["Content-Disposition"].startswith("inline")
    assert client_for(birch).get("/media/public/leaf.png").status_code == 404
    put(birch, "public/leaf.png", b"birch's")
    assert body(client_for(birch).get("/media/public/leaf.png")) == b"birch's"


def test_media_answers_no_file_that_is_not_public(acorn: Workspace, client_for: Any) -> None:
    put(acorn, "imports/all.xml", b"<secret/>")
    browser: Client = client_for(acorn)
    with use_workspace(acorn):
        folder = acorn.ref.key
    for name in (
        "imports/all.xml",
        "public/../imports/all.xml",
        "public/%2e%2e/imports/all.xml",
        "public/..%5cimports/all.xml",
        f"workspaces/{folder}/imports/all.xml",
        "public/",
        "public/missing.png",
        "public/%00.png",
        "public/" + "x" * 5000,
    ):
        assert browser.get(f"/media/{name}").status_code == 404, name


@pytest.mark.parametrize("name", ["public/page.html", "public/logo.svg", "public/blob"])
def test_media_saves_what_a_browser_might_run(name: str, acorn: Workspace, client_for: Any) -> None:
    put(acorn, name, b"<script>alert(1)</script>")
    answer = client_for(acorn).get(f"/media/{name}")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_media_behind_the_front_door_names_the_file(
    acorn: Workspace, client_for: Any, settings: Any, media_root: Path
) -> None:
    settings.MEDIA_BY_FRONT_DOOR = True
    put(acorn, "public/a b?.png", b"x")
    answer = client_for(acorn).get("/media/public/a%20b%3F.png")
    assert answer.status_code == 200
    assert answer["X-Accel-Redirect"] == f"/workspaces/{acorn.ref.key}/public/a%20b%3F.png"
    assert answer.content == b""
    assert (media_root / f"workspaces/{acorn.ref.key}/public/a b?.png").read_bytes() == b"x"


def test_media_has_nothing_for_a_browser_that_knows_it(acorn: Workspace, client_for: Any) -> None:
    put(acorn, "public/leaf.png", b"x")
    first = client_for(acorn).get("/media/public/leaf.png")
    again = client_for(acorn).get(
        "/media/public/leaf.png", headers={"If-Modified-Since": first["Last-Modified"]}
    )
    assert again.status_code == 304
