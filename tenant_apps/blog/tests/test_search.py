"""Search: forms of words, accents, typing errors, and nothing trusted."""

from collections.abc import Callable

import pytest
from django.test import Client

from shared_apps.foundation.clock import now
from tenant_apps.blog.models import Post
from tenant_apps.blog.queries.search import find, snippet
from tenant_apps.blog.writing.text import fold
from tenants.models import Workspace

Write = Callable[..., Post]


@pytest.mark.parametrize("words", ["repairing lamps", "repaired", '"old lamps"', "lamps -bread"])
def test_words_are_found_in_every_form(words: str, written: Write) -> None:
    written("Evening", body="We repair old lamps.")
    written("Bread", body="Flour and bread.")
    assert [post.title for post in find(words, now()).posts] == ["Evening"]


@pytest.mark.parametrize("words", ["café", "cafe", "CAFÉ", "smorrebrod", "Æble"])
def test_accents_and_case_do_not_matter(words: str, written: Write) -> None:
    written("Food", body="Le Café serves smörrebröd and æble.")
    assert find(words, now()).posts.count() == 1


def test_a_title_counts_more_than_the_text(written: Write) -> None:
    written("Other", body="A loaf of bread. " * 3)
    written("Bread", body="Nothing else.")
    assert find("bread", now()).posts[0].title == "Bread"


def test_a_typing_error_still_finds_titles_that_look_alike(written: Write) -> None:
    written("Notes on carpentry")
    found = find("carpentri", now())
    assert [post.title for post in found.posts] == ["Notes on carpentry"]
    assert find("capentry", now()).by_likeness


def test_matches_are_marked_in_the_original_and_all_else_is_escaped(written: Write) -> None:
    written("Code", body="Write `<script>alert(1)</script>` & a Café table, said Zoë. " * 3)
    html = snippet(find("cafe", now()).posts[0])
    assert "<mark>Café</mark>" in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_folding_keeps_the_length() -> None:
    text = "Ünïcödé ﬁ Ⅷ ½ ß İstanbul 🍞 e\u0301 한글 ｆｕｌｌ"
    assert len(fold(text)) == len(text)


def test_drafts_and_hidden_posts_are_not_found(written: Write) -> None:
    written("Lamp draft", publish=False)
    written("Lamp hidden", noindex=True)
    assert not find("lamp", now()).posts.exists()


@pytest.mark.parametrize(
    "words",
    ["", "   ", "\x00", "'", '"', "a & | ! b", ":*", "\\", "<->", "%", "x" * 5000, "or", "-"],
)
def test_nonsense_is_an_answer_and_not_an_error(
    words: str, written: Write, client_for: Callable[..., Client], acorn: Workspace
) -> None:
    written("Something")
    response = client_for(acorn).get("/blog/search/", {"q": words})
    assert response.status_code == 200
