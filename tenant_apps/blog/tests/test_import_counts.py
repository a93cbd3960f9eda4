"""Real exports, counted twice: by the import, and by XPath in this file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tenant_apps.blog.models import (
    Author,
    Category,
    Comment,
    FormerSlug,
    ImportRun,
    ImportSkip,
    Post,
    Tag,
)
from tenant_apps.blog.tests.conftest import OFFICIAL, SMALL

EXPORTS = [pytest.param(SMALL, id="small")]
if OFFICIAL.is_file():
    EXPORTS.append(pytest.param(OFFICIAL, id="theme-test"))
MODELS = (Author, Category, Comment, FormerSlug, Post, Tag)


class Counted:
    """An export, counted with nothing of the importer's."""

    def __init__(self, path: Path) -> None:
        self.root = etree.parse(str(path)).getroot()
        self.wp = {"wp": self.root.nsmap["wp"], "dc": self.root.nsmap["dc"]}

    def texts(self, path: str) -> list[str]:
        return [str(each).strip() for each in self.root.xpath(path, namespaces=self.wp)]

    def items(self, kind: str, also: str = "true()") -> int:
        path = f"count(//item[wp:post_type='{kind}'][{also}])"
        return int(self.root.xpath(path, namespaces=self.wp))

    def of_texts(self, path: str) -> int:
        within = "//item[wp:post_type='post' or wp:post_type='page']"
        return int(self.root.xpath(f"count({within}{path})", namespaces=self.wp))

    def terms(self, declared: str, taxonomy: str) -> int:
        names = self.texts(f"//channel/{declared}/text()")
        names += self.texts(f"//wp:term[wp:term_taxonomy='{taxonomy}']/wp:term_slug/text()")
        names += self.texts(f"//item[wp:post_type='post']/category[@domain='{taxonomy}']/@nicename")
        return len(set(names))

    def authors(self) -> int:
        within = "//item[wp:post_type='post' or wp:post_type='page']/dc:creator/text()"
        return len({*self.texts("//wp:author/wp:author_login/text()"), *self.texts(within)})


def state() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the blog's content, column by column."""
    return {m.__name__: sorted(map(repr, m._default_manager.values_list())) for m in MODELS}


@pytest.mark.parametrize("path", EXPORTS)
def test_the_import_brings_exactly_what_the_file_holds(
    path: Path, brought_in: Callable[..., ImportRun]
) -> None:
    run, counted = brought_in(path), Counted(path)
    assert run.state == ImportRun.State.FINISHED, run.problem
    assert (run.done, run.total) == (len(counted.texts("//item/wp:post_type")) or run.total,) * 2
    assert Post.objects.filter(kind="post").count() == counted.items("post")
    assert Post.objects.filter(kind="page").count() == counted.items("page")
    kept = "/wp:comment[wp:comment_approved='0' or wp:comment_approved='1']"
    assert Comment.objects.count() == counted.of_texts(kept)
    assert Category.objects.count() == counted.terms("wp:category/wp:category_nicename", "category")
    assert Tag.objects.count() == counted.terms("wp:tag/wp:tag_slug", "post_tag")
    assert Author.objects.count() == counted.authors()
    assert run.counts["post.created"] == counted.items("post")
    assert run.counts["page.created"] == counted.items("page")


@pytest.mark.parametrize("path", EXPORTS)
def test_what_is_left_out_is_in_the_report_with_its_reason(
    path: Path, brought_in: Callable[..., ImportRun]
) -> None:
    run, counted = brought_in(path), Counted(path)
    skips = ImportSkip.objects.filter(run=run)
    menus = len(counted.texts("//wp:term[wp:term_taxonomy='nav_menu']/wp:term_slug"))
    assert skips.filter(reason="attachment").count() == counted.items("attachment")
    assert skips.filter(reason="menu").count() == counted.items("nav_menu_item") + menus
    dropped = "/wp:comment[wp:comment_approved='spam' or wp:comment_approved='trash']"
    assert skips.filter(reason="spam_comment").count() == counted.of_texts(dropped)
    locked = counted.items("post", "wp:post_password != ''")
    assert skips.filter(reason="password").count() == locked


@pytest.mark.parametrize("path", EXPORTS)
def test_threads_trees_and_states_are_as_in_the_file(
    path: Path, brought_in: Callable[..., ImportRun]
) -> None:
    brought_in(path)
    counted = Counted(path)
    replies = "/wp:comment[wp:comment_parent != '0'][wp:comment_approved = '0' or wp:comment_approved = '1']"  # noqa: E501
    assert Comment.objects.exclude(parent=None).count() == counted.of_texts(replies)
    assert not Comment.objects.filter(parent=None).exclude(thread=None).exists()
    below = counted.items("page", "wp:post_parent != '0'")
    assert Post.objects.filter(kind="page").exclude(parent=None).count() == below
    parents = counted.texts("//wp:category/wp:category_parent[. != '']/text()")
    assert Category.objects.exclude(parent=None).count() == len(parents)
    assert Post.objects.filter(status="draft").count() == counted.items("post", "wp:status='draft'")
    sticky = counted.items("post", "wp:is_sticky='1'")
    assert Post.objects.filter(is_featured=True).count() == sticky


@pytest.mark.parametrize("path", EXPORTS)
def test_a_second_import_of_the_same_file_changes_nothing(
    path: Path, brought_in: Callable[..., ImportRun]
) -> None:
    first = brought_in(path)
    before = state()
    second = brought_in(path)
    assert second.state == ImportRun.State.FINISHED
    assert state() == before
    created = {key: n for key, n in second.counts.items() if key.endswith(".created") and n}
    assert created == {}
    assert second.counts["post.unchanged"] == first.counts["post.created"]


@pytest.mark.parametrize("path", EXPORTS)
def test_nothing_with_a_password_can_be_read_by_a_visitor(
    path: Path, brought_in: Callable[..., ImportRun], client_for: Any, acorn: Any
) -> None:
    brought_in(path)
    locked = Counted(path).texts("//item[wp:post_password != '']/wp:post_name/text()")
    assert locked
    client = client_for(acorn)
    for slug in locked:
        assert client.get(f"/blog/posts/{slug}/").status_code == 404
        assert slug not in client.get("/blog/sitemap-posts.xml").content.decode()


@pytest.mark.parametrize("path", EXPORTS)
def test_every_imported_post_can_be_read_and_runs_nothing(
    path: Path, brought_in: Callable[..., ImportRun], client_for: Any, acorn: Any
) -> None:
    brought_in(path)
    client = client_for(acorn)
    for post in Post.objects.filter(status="published"):
        response = client.get(post.get_absolute_url())
        assert response.status_code == 200, post
        for sign in ("<!-- wp:", "[caption", "[/caption", "<iframe", "javascript:"):
            assert sign not in post.body_html, (post, sign)
