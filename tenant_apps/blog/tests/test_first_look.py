"""Every page of the demo blog answers, for those who may see it."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.identity.models import User
from tenant_apps.blog.demo import build
from tenant_apps.blog.models import Comment, Post
from tenants.context import use_workspace
from tenants.models import Workspace

READER_PAGES = (
    "/blog/", "/blog/posts/welcome/", "/blog/pages/about-us/", "/blog/search/?q=lamps",
    "/blog/search/?q=repiar", "/blog/archive/", "/blog/categories/", "/blog/categories/making/",
    "/blog/tags/repair/", "/blog/feed.xml", "/blog/atom.xml", "/blog/comments.xml",
    "/blog/sitemap.xml", "/blog/sitemap-posts.xml", "/blog/tags/repair/feed.xml",
    "/blog/categories/making/feed.xml",
)  # fmt: skip
WRITER_PAGES = (
    "/manage/blog/", "/manage/blog/?kind=page", "/manage/blog/?status=draft&q=tool",
    "/manage/blog/new/", "/manage/blog/new/?kind=page", "/manage/blog/comments/",
    "/manage/blog/comments/?status=approved&q=kettle", "/manage/blog/terms/",
    "/manage/blog/terms/new-tag/", "/manage/blog/terms/new-category/",
)  # fmt: skip


@pytest.fixture
def demo(acorn: Workspace) -> Workspace:
    build(acorn)
    return acorn


def test_every_page_for_readers_answers_a_visitor(
    demo: Workspace, client_for: Callable[..., Client]
) -> None:
    client = client_for(demo)
    slug = "why-we-keep-a-notebook-in-public"
    for path in READER_PAGES:
        response = client.get(path.replace("welcome", slug))
        assert response.status_code == 200, path


def test_every_page_for_writers_answers_the_owner(
    demo: Workspace, client_for: Callable[..., Client], ana: User
) -> None:
    client = client_for(demo, ana)
    with use_workspace(demo):
        posts = list(Post.objects.values_list("pk", flat=True))
        assert Comment.objects.filter(status="approved").count() == 3
    for path in (*WRITER_PAGES, *(f"/manage/blog/{pk}/" for pk in posts)):
        assert client.get(path).status_code == 200, path
