"""What pages do: constant queries, the editor, bulk changes, feeds, settings."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from tenant_apps.blog.actions.comments import Said, submit_comment
from tenant_apps.blog.actions.terms import create_term, tags_named
from tenant_apps.blog.models import Category, Comment, Post
from tenants.access import Member
from tenants.directory import directory
from tenants.models import Workspace

Write = Callable[..., Post]
Browse = Callable[..., Client]
LISTS = (
    "/blog/", "/blog/feed.xml", "/blog/search/?q=words", "/blog/categories/", "/manage/blog/",
    "/manage/blog/comments/?status=approved", "/manage/blog/terms/", "/api/v1/blog/posts/",
    "/api/v1/blog/comments/", "/api/v1/blog/categories/", "/blog/sitemap-posts.xml",
)  # fmt: skip


def fill(written: Write, number: int, who: Member) -> None:
    for n in range(number):
        category = create_term(Category, {"name": f"C{n}"})
        post = written(f"P{n}", categories=[category], tags=tags_named([f"t{n}"]))
        Comment.objects.create(
            post=post, author_name="M", body="x", body_html="x", status="approved"
        )


def queries(client: Client, path: str) -> int:
    """Return how many questions a page asks, without the directory's own every half second."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200, path
    directorys = ("SAVEPOINT", "pg_snapshot_xmin", "tenants_gone", "changed_xid")
    return sum(not any(sign in q["sql"] for sign in directorys) for q in seen.captured_queries)


def test_no_list_asks_more_questions_for_more_rows(
    written: Write, member: Callable[..., Member], client_for: Browse, acorn: Workspace, ana: User
) -> None:
    client = client_for(acorn, ana)
    fill(written, 2, member(ana))
    for path in LISTS:
        client.get(path)
    few = {path: queries(client, path) for path in LISTS}
    fill(written, 6, member(ana))
    assert {path: queries(client, path) for path in LISTS} == few
    assert max(few.values()) <= 25


def form(**changes: Any) -> dict[str, Any]:
    return {"title": "A title", "body": "*Words*", "source_format": "markdown",
            "format": "standard",
            "comments_open": "on", **changes}  # fmt: skip


def test_the_editor_writes_publishes_and_makes_tags(
    inside: Workspace, client_for: Browse, acorn: Workspace, ben: User
) -> None:
    client = client_for(acorn, ben)
    response = client.post("/manage/blog/new/", form(tags="One, two , ,One", then="publish"))
    post = Post.objects.get()
    assert response.headers["Location"] == f"/manage/blog/{post.pk}/"
    assert (post.status, post.body_html) == ("published", "<p><em>Words</em></p>\n")
    assert sorted(tag.name for tag in post.tags.all()) == ["One", "two"]
    assert str(post.author) == "Ben"


def test_a_schedule_in_the_past_saves_nothing_and_says_why(
    inside: Workspace, client_for: Browse, acorn: Workspace, ben: User
) -> None:
    past = form(publish_at="2001-01-01T10:00", then="schedule")
    response = client_for(acorn, ben).post("/manage/blog/new/", past)
    assert response.status_code == 400
    assert "moment in the future" in response.content.decode()
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"title": ""}, {"title": "x" * 501}, {"canonical_url": "javascript:alert(1)"},
     {"categories": ["nonsense"]}, {"publish_at": "soon"}, {"body": "a\x00b"}, {"format": "opera"},
     {"publish_at": "0001-01-01T00:00"}, {"tags": "x" * 201}],
)  # fmt: skip
def test_nonsense_in_the_editor_is_a_sentence(
    changes: dict[str, Any], inside: Workspace, client_for: Browse, acorn: Workspace, ben: User
) -> None:
    response = client_for(acorn, ben).post("/manage/blog/new/", form(**changes))
    assert response.status_code == 400
    assert "field-error" in response.content.decode()
    assert not Post.objects.exists()


def test_the_preview_is_what_will_be_shown(client_for: Browse, acorn: Workspace, ben: User) -> None:
    client = client_for(acorn, ben)
    response = client.post("/manage/blog/preview/", {"body": "**b** <script>x</script>"})
    assert "<strong>b</strong>" in response.content.decode()
    assert "<script" not in response.content.decode()


def test_all_ticked_posts_change_or_none(
    written: Write, client_for: Browse, acorn: Workspace, ben: User
) -> None:
    ids = [str(written(f"P{n}").pk) for n in range(3)]
    client = client_for(acorn, ben)
    assert client.post("/manage/blog/bulk/", {"ids": ids, "step": "delete"}).status_code == 409
    assert Post.objects.filter(status="published").count() == 3
    assert client.post("/manage/blog/bulk/", {"ids": ids, "step": "trash"}).status_code == 302
    assert Post.objects.filter(status="trash").count() == 3
    assert client.post("/manage/blog/bulk/", {"ids": ids, "step": "fly"}).status_code == 400


def test_feeds_and_sitemap_are_well_formed_and_hold_the_post(
    written: Write, client_for: Browse, acorn: Workspace
) -> None:
    post = written("Bells & whistles \x0c", body="Text with <b>markup</b> & signs")
    client = client_for(acorn)
    for path in (
        "/blog/feed.xml",
        "/blog/atom.xml",
        "/blog/sitemap-posts.xml",
        "/blog/sitemap.xml",
    ):
        root = etree.fromstring(client.get(path).content)
        assert len(root), path
    assert f"urn:uuid:{post.pk}" in client.get("/blog/feed.xml").content.decode()
    address = f"http://acorn.localhost{post.get_absolute_url()}"
    assert address in client.get("/blog/sitemap-posts.xml").content.decode()


def test_what_search_engines_are_told(written: Write, client_for: Browse, acorn: Workspace) -> None:
    post = written(
        seo_title="Better",
        seo_description="Said “well”",
        noindex=True,
        canonical_url="https://first.example/x",
    )
    html = client_for(acorn).get(post.get_absolute_url()).content.decode()
    for part in ("<title>Better", 'content="Said “well”"', 'name="robots" content="noindex"',
                 'rel="canonical" href="https://first.example/x"',
                 'property="og:title" content="Better"'):  # fmt: skip
        assert part in html
    assert post.slug not in client_for(acorn).get("/blog/sitemap-posts.xml").content.decode()


@pytest.mark.parametrize(
    "path",
    ["/blog/?page=0", "/blog/?page=abc", "/blog/?page=99999999999999999999", "/blog/?page=%00",
     "/blog/archive/0/", "/blog/archive/99999/", "/blog/archive/2020/13/", "/blog/tags/%00/",
     "/blog/posts/%00/", "/blog/posts/none/", "/blog/sitemap-posts.xml?p=x", "/blog/authors/x/",
     "/blog/posts/01890000-0000-7000-8000-000000000000/comment/x", "/blog/sitemap-x.xml"],
)  # fmt: skip
def test_addresses_that_make_no_sense_are_404(
    path: str, client_for: Browse, acorn: Workspace
) -> None:
    assert client_for(acorn).get(path).status_code == 404


def test_settings_of_the_workspace_count(
    written: Write, client_for: Browse, acorn: Workspace
) -> None:
    for n in range(3):
        written(f"P{n}", at=now() - timedelta(days=n))
    Workspace.objects.filter(pk=acorn.pk).update(
        settings={"blog": {"posts_per_page": 2, "remote_images": False, "feed_full_text": False}}
    )
    directory.clear()
    client = client_for(acorn)
    assert client.get("/blog/").content.decode().count("blog-entry-title") == 2
    response = client.get("/blog/posts/p0/")
    assert "https:" not in response["Content-Security-Policy"].split("img-src")[1].split(";")[0]
    assert "content:encoded>" not in client.get("/blog/feed.xml").content.decode()


def test_a_person_takes_their_words_with_them_or_is_forgotten(
    written: Write, member: Callable[..., Member], ana: User
) -> None:
    from tenant_apps.blog.privacy import erase_person, export_person

    post = written()
    submit_comment(post=post, said=Said("Mine."), member=member(ana), address="p", at=now())
    told = export_person(ana)
    assert told["comments"][0]["text"] == "Mine."
    assert told["authors"][0]["posts"] == ["A post"]
    erase_person(ana)
    comment = Comment.objects.get()
    assert (comment.user, comment.author_name, comment.author_email) == (None, "Somebody", "")
    assert str(Post.objects.get().author) == "Somebody"
