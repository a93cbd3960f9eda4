"""How texts, threads, trees and states come over."""

from collections.abc import Callable

import pytest

from shared_apps.identity.models import User
from tenant_apps.blog.models import Author, Category, Comment, ImportRun, Post
from tenant_apps.blog.tests.exports import category, comment, export, item
from tenant_apps.blog.wxr.content import convert

Bring = Callable[..., ImportRun]


def html(raw: str) -> str:
    return convert(raw, lambda ids: [f"https://old.example/{each}.jpg" for each in ids]).html


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("One.\n\nTwo\nlines.", "<p>One.</p>\n<p>Two<br>\nlines.</p>"),
        ("<h2>Head</h2>\nText", "<h2>Head</h2>\n<p>Text</p>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<!-- wp:paragraph -->\n<p>A</p>\n<!-- /wp:paragraph -->", "<p>A</p>"),
        ('<!-- wp:latest-posts {"n":3} /--><p>A</p>', "<p>A</p>"),
        ("[[gallery]] is how", "<p>[gallery] is how</p>"),
        ("an [aside] stays", "<p>an [aside] stays</p>"),
        ("https://video.example/1", '<p><a href="https://video.example/1">https://video.example/1</a></p>'),
        ("[embed]https://v.example/2[/embed]", '<p><a href="https://v.example/2">https://v.example/2</a></p>'),
    ],
)  # fmt: skip
def test_wordpress_text_becomes_html(raw: str, wanted: str) -> None:
    assert html(raw).strip() == wanted


def test_captions_become_figures_in_both_of_wordpresss_ways() -> None:
    new = '[caption align="alignleft"]<img src="a.jpg"> Words[/caption]'
    old = '[caption align="alignleft" caption="Words"]<img src="a.jpg">[/caption]'
    figure = '<figure class="alignleft"><img src="a.jpg"><figcaption>Words</figcaption></figure>'
    assert figure in html(new).replace("\n", "")
    assert figure in html(old).replace("\n", "")


def test_galleries_show_the_pictures_they_name() -> None:
    made = html('[gallery ids="1,2"]')
    assert '<figure class="gallery">' in made
    assert made.count("<img ") == 2


def test_a_text_full_of_opening_marks_takes_no_longer() -> None:
    assert html("[caption]" * 50_000).count("<figure>") == 50_000


def test_what_stands_before_more_is_the_excerpt(brought_in: Bring) -> None:
    brought_in(export(item(1, content="Teaser words.<!--more-->The rest.")))
    post = Post.objects.get()
    assert post.excerpt == "Teaser words."
    assert "more" not in post.body_html


@pytest.mark.parametrize(
    ("status", "password", "wanted"),
    [
        ("publish", "", "published"),
        ("draft", "", "draft"),
        ("pending", "", "draft"),
        ("private", "", "private"),
        ("publish", "secret", "private"),
        ("auto-draft", "", "draft"),
    ],
)
def test_states_come_over(status: str, password: str, wanted: str, brought_in: Bring) -> None:
    brought_in(export(item(1, status=status, post_password=password)))
    assert Post.objects.get().status == wanted


def test_a_post_for_the_future_is_scheduled(brought_in: Bring) -> None:
    brought_in(export(item(1, status="future", post_date_gmt="2050-01-01 09:00:00")))
    assert Post.objects.get().status == Post.Status.SCHEDULED


def test_a_deep_tree_of_categories_keeps_its_parents_in_any_order(brought_in: Bring) -> None:
    chain = [category(f"c{n}", f"c{n - 1}" if n else "") for n in range(12)]
    brought_in(export(*reversed(chain)))
    deepest = Category.objects.with_tree_fields().get(slug="c11")
    assert deepest.tree_depth == 11
    above = [c.slug for c in Category.objects.ancestors(deepest)]
    assert above == [f"c{n}" for n in range(11)]


def test_categories_that_are_inside_each_other_end_the_loop(brought_in: Bring) -> None:
    run = brought_in(export(category("a", "b"), category("b", "a")))
    assert run.state == ImportRun.State.FINISHED
    assert Category.objects.filter(parent=None).count() == 1


def test_pages_find_their_parents_whatever_comes_first(brought_in: Bring) -> None:
    brought_in(
        export(
            item(2, kind="page", post_parent="1"), item(1, kind="page"),
            item(3, kind="page", post_parent="2"),
        )
    )  # fmt: skip
    by_slug = {page.slug: page for page in Post.objects.select_related("parent")}
    assert by_slug["text-2"].parent == by_slug["text-1"]
    assert by_slug["text-3"].parent == by_slug["text-2"]


def test_pages_that_are_inside_each_other_end_the_loop(brought_in: Bring) -> None:
    run = brought_in(
        export(item(1, kind="page", post_parent="2"), item(2, kind="page", post_parent="1"))
    )
    assert run.state == ImportRun.State.FINISHED
    assert run.skips.filter(reason="page_loop").count() == 1
    assert Post.objects.filter(parent=None).count() == 1


def test_threads_hang_together_whatever_comes_first(brought_in: Bring) -> None:
    said = comment(3, parent=2) + comment(2, parent=1) + comment(1)
    brought_in(export(item(1, extra=said)))
    one, two, three = Comment.objects.order_by("author_name")
    assert (two.parent, three.parent) == (one, two)
    assert {two.thread, three.thread} == {one}


def test_comments_that_answer_each_other_end_the_loop(brought_in: Bring) -> None:
    run = brought_in(export(item(1, extra=comment(1, parent=2) + comment(2, parent=1))))
    assert run.state == ImportRun.State.FINISHED
    assert Comment.objects.filter(parent=None).count() == 2


def test_two_posts_of_one_guid_both_come_in(brought_in: Bring) -> None:
    run = brought_in(export(item(1, guid="same"), item(2, guid="same"), item(2, guid="same")))
    assert Post.objects.count() == 2
    assert list(run.skips.values_list("reason", flat=True)) == ["duplicate"]


def test_an_address_that_is_taken_here_gets_a_number(
    brought_in: Bring, written: Callable[..., Post]
) -> None:
    written("Mine", slug="text-1")
    run = brought_in(export(item(1)))
    assert Post.objects.get(source_guid__contains="#1").slug == "text-1-2"
    assert run.skips.get().detail == "text-1 → text-1-2"


def test_a_member_signs_what_they_wrote_there(brought_in: Bring, ben: User) -> None:
    person = (
        "<wp:author><wp:author_login>maria</wp:author_login>"
        f"<wp:author_email>{ben.email.upper()}</wp:author_email>"
        "<wp:author_display_name>Maria</wp:author_display_name></wp:author>"
    )
    brought_in(export(person, item(1)))
    assert Author.objects.get(source_login="maria").user == ben


def test_imported_scripts_do_not_run(brought_in: Bring) -> None:
    evil = '<p onclick="x()">A</p><script>alert(1)</script><a href="java\tscript:x()">b</a>'
    bad = comment(1, body='Hi <img src=x onerror="alert(1)"><a href="javascript:x()">c</a>')
    brought_in(export(item(1, content=evil, extra=bad)))
    stored = Post.objects.get().body_html + Comment.objects.get().body_html
    for sign in ("onclick", "script", "onerror", "<img"):
        assert sign not in stored


def test_a_later_export_brings_only_what_is_new(brought_in: Bring) -> None:
    brought_in(export(item(1, extra=comment(1))))
    run = brought_in(export(item(1, extra=comment(1) + comment(2, parent=1)), item(2)))
    assert (run.counts["post.created"], run.counts["post.unchanged"]) == (1, 1)
    assert (run.counts["comment.created"], run.counts["comment.unchanged"]) == (1, 1)
    assert Comment.objects.exclude(parent=None).get().thread == Comment.objects.get(parent=None)


def test_what_a_writer_changed_after_an_import_stays_changed(brought_in: Bring) -> None:
    brought_in(export(item(1)))
    Post.objects.update(title="Better")
    brought_in(export(item(1)))
    assert Post.objects.get().title == "Better"
