"""Files that are no exports, or not whole: a clear sentence, 4xx, nothing changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shared_apps.identity.models import User
from tenant_apps.blog.models import Author, Category, Comment, ImportRun, Post, Tag
from tenant_apps.blog.tests.exports import FOOT, HEAD, category, export, item
from tenants.context import use_workspace
from tenants.models import Workspace

PAGE = "/manage/blog/import/"
WHOLE = export(category("wood"), *(item(n) for n in range(1, 40)))
LAUGHS = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>"""  # noqa: E501
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
DTD = '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'
BODY = HEAD.partition("?>")[2]
BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "blank": (b"  \n ", "not an XML file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not an XML file"),
    "json": (b'{"posts": []}', "not an XML file"),
    "a web page": (b"<!DOCTYPE html><html><body>Hi</body></html>", "document type"),
    "another XML": (b"<?xml version='1.0'?><feed><entry/></feed>", "not a WordPress export"),
    "a plain feed": (
        b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>",
        "not a WordPress export",
    ),
    "truncated": (WHOLE[: len(WHOLE) // 2], "damaged or was cut off"),
    "truncated at the end": (WHOLE[:-5], "damaged or was cut off"),
    "unclosed tag": (WHOLE.replace(b"</item>", b"", 1), "damaged or was cut off"),
    "billion laughs": ((LAUGHS + BODY + "&d;" + FOOT).encode(), "document type"),
    "an external entity": ((EXTERNAL + BODY + "&x;" + FOOT).encode(), "document type"),
    "an external DTD": ((DTD + BODY + FOOT).encode(), "document type"),
    "an undeclared entity": (export("<item>&nbsp;</item>"), "damaged or was cut off"),
    "the wrong encoding": (export(item(1, title="Blåbær")).replace("å".encode(), b"\xe5"), "encoding"),  # noqa: E501
    "an unknown encoding": (WHOLE.replace(b'encoding="UTF-8"', b'encoding="klingon"'), "XML"),
    "a future version": (WHOLE.replace(b"version>1.2<", b"version>9.9<"), "version 9.9"),
    "nested without end": (b"<rss>" + b"<a>" * 100_000, "damaged or was cut off"),
}  # fmt: skip


def everything() -> dict[str, int]:
    models = (Author, Category, Comment, ImportRun, Post, Tag)
    return {model.__name__: model._default_manager.count() for model in models}


@pytest.mark.parametrize("name", BAD)
def test_the_page_says_what_is_wrong_with_the_file(
    name: str, acorn: Workspace, ana: User, client_for: Callable[..., Client], media: Any
) -> None:
    data, sentence = BAD[name]
    upload = SimpleUploadedFile("export.xml", data)
    response = client_for(acorn, ana).post(PAGE, {"file": upload})
    assert response.status_code == 400
    assert sentence in response.content.decode()
    with use_workspace(acorn):
        assert set(everything().values()) == {0}
    assert not list(media.rglob("*.xml"))


@pytest.mark.parametrize("name", BAD)
def test_the_api_says_what_is_wrong_with_the_file(
    name: str, acorn: Workspace, ana: User, client_for: Callable[..., Client]
) -> None:
    data, sentence = BAD[name]
    client = client_for(acorn, ana)
    response = client.post("/api/v1/blog/imports/", {"file": SimpleUploadedFile("e.xml", data)})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert sentence in " ".join(sum(told["fields"].values(), []))  # noqa: RUF017
    with use_workspace(acorn):
        assert set(everything().values()) == {0}


def test_200_megabytes_are_refused_before_they_are_read(
    acorn: Workspace, ana: User, client_for: Callable[..., Client]
) -> None:
    class Unread:
        def read(self, *_: int) -> bytes:
            raise AssertionError("The body was read.")

        readline = read

    client = client_for(acorn, ana)
    for path in (PAGE, "/api/v1/blog/imports/"):
        response = client.generic(
            "POST", path, CONTENT_TYPE="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(200 * 1024 * 1024), **{"wsgi.input": Unread()},
        )  # fmt: skip
        assert response.status_code == 413, path
        assert "larger than 64 MB" in response.content.decode()


def test_a_file_just_over_the_limit_is_refused(
    acorn: Workspace, ana: User, client_for: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenant_apps.blog.actions.imports.LARGEST_BYTES", len(WHOLE) - 1)
    upload = SimpleUploadedFile("export.xml", WHOLE)
    response = client_for(acorn, ana).post(PAGE, {"file": upload})
    assert response.status_code == 413
    assert "larger than 64 MB" in response.content.decode()


def test_no_file_at_all_is_a_sentence(
    acorn: Workspace, ana: User, client_for: Callable[..., Client]
) -> None:
    client = client_for(acorn, ana)
    page, api = client.post(PAGE), client.post("/api/v1/blog/imports/", {"file": "text"})
    assert page.status_code == api.status_code == 400
    assert "Choose the .xml file" in page.content.decode()
    assert client.post("/api/v1/blog/imports/", "{}", "application/json").status_code == 415


def test_the_upload_page_is_safe_from_other_sites(
    acorn: Workspace, ana: User, client_for: Callable[..., Client]
) -> None:
    client = client_for(acorn, ana, enforce_csrf_checks=True)
    response = client.post(PAGE, {"file": SimpleUploadedFile("export.xml", WHOLE)})
    assert response.status_code == 403


def test_items_that_cannot_be_known_again_are_left_out_with_the_reason(
    brought_in: Callable[..., ImportRun],
) -> None:
    nameless = item(1, guid="", title="Nobody").replace(
        "<wp:post_id><![CDATA[1]]></wp:post_id>", ""
    )
    run = brought_in(export(nameless, item(2, guid=""), item(3)))
    assert run.state == ImportRun.State.FINISHED
    assert list(run.skips.values_list("reason", "title")) == [("no_id", "Nobody")]
    assert Post.objects.count() == 2


def test_an_import_whose_file_has_gone_ends_with_a_sentence(
    inside: Workspace, ana: User, media: Any
) -> None:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from shared_apps.foundation.clock import now
    from tenant_apps.blog.actions.importing import run_import
    from tenant_apps.blog.actions.imports import start_import

    run = start_import(upload=ContentFile(WHOLE, "e.xml"), name="e.xml", by=ana, at=now())
    default_storage.delete(run.file)
    run_import(run_id=run.pk, clock=now)
    run.refresh_from_db()
    assert run.state == ImportRun.State.FAILED
    assert "Upload it again" in run.problem
    assert Post.objects.count() == 0
