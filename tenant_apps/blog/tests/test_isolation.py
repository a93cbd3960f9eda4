"""What is acorn's cannot be had at birch, by any route."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from shared_apps.identity.models import User
from tenant_apps.blog.models import Comment, Post
from tenant_apps.blog.tests.samples import samples
from tenants.context import use_workspace
from tenants.models import Workspace

WORD = "Sample"
WORDS = (WORD, "sample-post", '"name":"Ana"')
LISTS = (
    "/blog/", "/blog/search/?q=sample", "/blog/feed.xml", "/blog/atom.xml", "/blog/comments.xml",
    "/blog/sitemap-posts.xml", "/blog/categories/", "/api/v1/blog/posts/", "/api/v1/blog/pages/",
    "/api/v1/blog/search/?q=sample", "/api/v1/blog/comments/", "/api/v1/blog/categories/",
    "/api/v1/blog/tags/", "/api/v1/blog/authors/",
)  # fmt: skip
FOR_MEMBERS = ("/manage/blog/", "/manage/blog/comments/?status=approved", "/manage/blog/terms/",
               "/manage/blog/import/", "/api/v1/blog/imports/")  # fmt: skip


def test_no_list_of_birch_shows_anything_of_acorn(
    acorn: Workspace, birch: Workspace, dee: User, client_for: Callable[..., Client]
) -> None:
    samples(acorn)
    for path in LISTS:
        here, there = (client_for(w).get(path).content.decode() for w in (acorn, birch))
        assert any(word in here for word in WORDS), path
        assert not any(word in there for word in WORDS), path
    for path in FOR_MEMBERS:
        assert WORD not in client_for(birch, dee).get(path).content.decode(), path


def test_no_route_of_birch_knows_an_id_or_address_of_acorn(
    acorn: Workspace, birch: Workspace, dee: User, client_for: Callable[..., Client]
) -> None:
    known = samples(acorn)
    client = client_for(birch, dee)
    shared = {"blog:year", "blog:month", "blog:sitemap_section", "blog_manage:term_new"}
    for name, arguments in known.items():
        path = reverse(name, urlconf="config.urls_workspace", kwargs=arguments)
        if name not in shared:
            assert client.get(path).status_code in {404, 405}, name
            assert client.post(path).status_code in {400, 404, 405}, name


def test_nothing_posted_at_birch_lands_in_acorn(
    acorn: Workspace, birch: Workspace, dee: User, client_for: Callable[..., Client]
) -> None:
    known = samples(acorn)
    client, post_id = client_for(birch, dee), known["blog_api:post"]["post_id"]
    body = {"post": str(post_id), "body": "Hello from birch."}
    answer = client.post("/api/v1/blog/comments/", body, content_type="application/json")
    assert answer.status_code == 404
    with use_workspace(acorn):
        assert Comment.objects.count() == 1
    with use_workspace(birch):
        assert Post.objects.count() == Comment.objects.count() == 0


@pytest.mark.parametrize("path", ["/blog/", "/manage/blog/", "/api/v1/blog/posts/"])
def test_a_stranger_at_acorn_is_a_visitor(
    path: str, acorn: Workspace, cem: User, client_for: Callable[..., Client]
) -> None:
    assert client_for(acorn, cem).get(path).status_code == (403 if "manage" in path else 200)
