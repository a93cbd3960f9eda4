"""Full-text search: PostgreSQL ranks, we mark what was found without trusting a byte of it."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
    TrigramWordSimilarity,
)
from django.db.models import F, Value
from django.db.models.functions import Left
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tenant_apps.blog.models import Post
from tenant_apps.blog.models.posts import PostQuerySet
from tenant_apps.blog.writing.text import fold, without_unstorable

LONGEST_QUERY = 200
MARKED_CHARACTERS = 20_000
CLOSE_ENOUGH = 0.45
START, STOP = "\x02", "\x03"
MARKED = re.compile(f"{START}(.*?){STOP}", re.S)
BEFORE, AROUND = 80, 260


@dataclass(frozen=True)
class Found:
    """Posts that match, best first. `by_likeness` says that only similar titles were found."""

    posts: PostQuerySet
    words: str
    by_likeness: bool


def tidy(text: str | None) -> str:
    """Return what was typed as one short line that the database can take."""
    return " ".join(without_unstorable(text or "").split())[:LONGEST_QUERY]


def find(text: str | None, at: datetime) -> Found:
    """Return the public posts and pages that match what was typed ("quoted", -without, or)."""
    words = tidy(text)
    shown = Post.objects.public(at).filter(noindex=False)
    if not words:
        return Found(shown.none(), "", False)
    matching = _ranked(shown, _query(words))
    if matching.exists():
        return Found(matching, words, False)
    return Found(_alike(shown, words), words, True)


def _query(words: str) -> SearchQuery:
    folded = fold(words)
    return SearchQuery(folded, config="english", search_type="websearch") | SearchQuery(
        folded, config="simple", search_type="websearch"
    )


def _ranked(posts: PostQuerySet, query: SearchQuery) -> PostQuerySet:
    return (
        posts.filter(search_vector=query)
        .annotate(
            rank=SearchRank(F("search_vector"), query, normalization=Value(1)),
            marked=SearchHeadline(
                Left("search_body", MARKED_CHARACTERS),
                query,
                config="english",
                start_sel=START,
                stop_sel=STOP,
                highlight_all=True,
            ),
        )
        .defer("body", "body_html", "search_body", "search_vector")
        .select_related("author")
        .prefetch_related("categories", "tags")
        .order_by("-rank", "-published_at", "-id")
    )


def _alike(posts: PostQuerySet, words: str) -> PostQuerySet:
    return (
        posts.annotate(rank=TrigramWordSimilarity(fold(words), "search_title"))  # type: ignore[misc]
        .filter(rank__gte=CLOSE_ENOUGH)
        .without_bodies()
        .defer(None)
        .defer("body", "body_html", "search_body", "search_vector")
        .select_related("author")
        .prefetch_related("categories", "tags")
        .order_by("-rank", "-published_at", "-id")
    )


def snippet(post: Post) -> SafeString:
    """Return the part of a found post around the first match, escaped, matches in <mark>.

    The folded text that PostgreSQL marked has the length of the original, so positions hold.
    """
    spans = _spans(getattr(post, "marked", "") or "")
    text = post.body_text
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = start + AROUND
    parts, here = [], start
    for first, last in spans:
        if first >= end:
            break
        parts += [escape(text[here:first]), "<mark>", escape(text[first:last]), "</mark>"]
        here = last
    parts.append(escape(text[here : max(end, here)]))
    lead, tail = "… " if start else "", " …" if end < len(text) else ""
    return mark_safe(f"{lead}{''.join(parts)}{tail}")  # noqa: S308


def _spans(marked: str) -> list[tuple[int, int]]:
    spans, removed = [], 0
    for found in MARKED.finditer(marked):
        first = found.start() - removed
        spans.append((first, first + len(found.group(1))))
        removed += 2
    return spans
