"""The official WordPress theme test data, counted twice: by the import and by this file."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from tenant_apps.blog.actions.importing import run_import
from tenant_apps.blog.actions.imports import start_import
from tenant_apps.blog.models import Author, Category, Comment, ImportRun, ImportSkip, Post, Tag
from tenants.context import use_workspace
from tenants.models import Workspace

OFFICIAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "wxr" / "theme-test.xml"
SMALL = Path(__file__).parent / "data" / "small.xml"
EXPORT = OFFICIAL if OFFICIAL.is_file() else SMALL


@pytest.fixture
def run_of(acorn: Workspace, ana: User) -> Any:
    def run(path: Path = EXPORT) -> ImportRun:
        with use_workspace(acorn):
            with path.open("rb") as file:
                made = start_import(upload=File(file), name=path.name, by=ana, at=now())
            run_import(run_id=made.pk, clock=now)
            made.refresh_from_db()
            return made

    return run


def test_x(run_of: Any, acorn: Workspace) -> None:
    run = run_of()
    print(run.state, run.problem, run.done, run.total, run.counts)
    with use_workspace(acorn):
        print(Counter(ImportSkip.objects.values_list("reason", flat=True)))
        print(
            list(
                ImportSkip.objects.exclude(reason__in=["attachment", "menu"]).values_list(
                    "reason", "title", "detail"
                )
            )
        )
        print(Post.objects.count(), Counter(Post.objects.values_list("kind", "status")))
        print(
            Category.objects.count(),
            Tag.objects.count(),
            Author.objects.count(),
            Comment.objects.count(),
        )
    again = run_of()
    print(again.counts)
    assert 0
