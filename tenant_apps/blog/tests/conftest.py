"""What the blog's tests share: a way to import, and somebody to ask as."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from tenant_apps.blog.actions.importing import run_import
from tenant_apps.blog.actions.imports import start_import
from tenant_apps.blog.actions.posts import PostFields, create_post
from tenant_apps.blog.actions.publishing import publish_post
from tenant_apps.blog.models import ImportRun, Post
from tenants.access import Member, member_of
from tenants.context import use_workspace
from tenants.directory import entry
from tenants.models import Workspace

OFFICIAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "wxr" / "theme-test.xml"
SMALL = Path(__file__).parent / "data" / "small.xml"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """Uploads go to a folder of the test's own; the storage is told of it by a signal."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def inside(acorn: Workspace) -> Iterator[Workspace]:
    """The test body works in acorn."""
    with use_workspace(acorn):
        yield acorn


@pytest.fixture
def member(acorn: Workspace) -> Callable[..., Member]:
    """Return somebody as acorn sees them; a visitor without a user."""

    def make(user: User | None = None) -> Member:
        where = entry(acorn.pk)
        assert where is not None
        return member_of(where, user) if user else Member(where)

    return make


@pytest.fixture
def written(inside: Workspace, ana: User) -> Callable[..., Post]:
    """Write a post as Ana, published unless said otherwise."""

    def write(
        title: str = "A post",
        *,
        publish: bool = True,
        kind: str = "post",
        at: datetime | None = None,
        **fields: Any,
    ) -> Post:
        moment = at or now()
        told: PostFields = {"title": title, "body": "Some words.", **fields}  # type: ignore[typeddict-item]
        post = create_post(kind=kind, fields=told, by=ana, at=moment)
        return publish_post(post=post, by=ana, at=moment) if publish else post

    return write


@pytest.fixture
def brought_in(inside: Workspace, ana: User) -> Callable[..., ImportRun]:
    """Import an export (bytes or a path) to its end and return the run."""

    def bring(export: bytes | Path) -> ImportRun:
        data = export if isinstance(export, bytes) else export.read_bytes()
        run = start_import(
            upload=ContentFile(data, "export.xml"), name="export.xml", by=ana, at=now()
        )
        run_import(run_id=run.pk, clock=now)
        run.refresh_from_db()
        return run

    return bring
