"""Markdown to HTML: CommonMark with tables, strikethrough, footnotes and heading ids."""

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from . import sanitise
from .slugs import slugify

HEADING_SPACE = re.compile(r"\s+")


def _refuse_nothing(_: str) -> bool:
    # The gate behind the renderer judges addresses; two judges would disagree.
    return True


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": 40})
    reader.enable(["table", "strikethrough"]).use(footnote_plugin)
    reader.validateLink = _refuse_nothing  # type: ignore[assignment, method-assign]
    return reader


def _comment_reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 12})
    reader.enable(["strikethrough"]).disable(["image", "heading", "lheading", "hr", "reference"])
    reader.validateLink = _refuse_nothing  # type: ignore[assignment, method-assign]
    return reader


READER = _reader()
COMMENT_READER = _comment_reader()


def render_post(source: str) -> str:
    """Return a post's Markdown as HTML that may be shown."""
    env: dict[str, object] = {}
    tokens = READER.parse(source, env)
    _name_headings(tokens)
    return sanitise.clean_post(str(READER.renderer.render(tokens, READER.options, env)))


def render_comment(source: str) -> str:
    """Return a comment's Markdown as HTML that may be shown: no images, no headings."""
    return sanitise.clean_comment(str(COMMENT_READER.render(source)))


def _name_headings(tokens: Sequence[Token]) -> None:
    """Give each heading an id from its words, so that it can be linked to."""
    taken: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        words = "".join(child.content for child in inline.children or ())
        name = slugify(words)[:80] or "section"
        taken[name] = taken.get(name, 0) + 1
        number = taken[name]
        opening.attrSet("id", name if number == 1 else f"{name}-{number}")
        # The page's own title is the only h1.
        if opening.tag == "h1":
            opening.tag = "h2"
            _closing_of(tokens, opening).tag = "h2"


def _closing_of(tokens: Sequence[Token], opening: Token) -> Token:
    start = tokens.index(opening)
    return next(t for t in tokens[start:] if t.type == "heading_close" and t.level == opening.level)
