"""From WordPress's texts to HTML: blocks, shortcodes, and paragraphs out of blank lines.

What comes out is not safe yet; it goes through the same gate as everything else.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from .shortcodes import replace_shortcodes

BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:[^>]*?(?:/)?-->|<!--\s*/?wp:(?:(?!-->).)*-->", re.S)
IS_BLOCKS = re.compile(r"<!--\s*wp:")
MORE = re.compile(r"<!--more[^>]*-->")
NEXT_PAGE = "<!--nextpage-->"
BLOCKS = (
    "address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
OPENS = re.compile(rf"(<(?:{BLOCKS})\b[^>]*>)", re.I)
CLOSES = re.compile(rf"(</(?:{BLOCKS})>|<hr\b[^>]*>)", re.I)
IS_BLOCK = re.compile(rf"</?(?:{BLOCKS})\b", re.I)
PRE = re.compile(r"<pre\b.*?</pre>", re.S | re.I)
LONE_URL = re.compile(r"https?://[^\s<>\"]+")
KEPT = "\x1a{}\x1a"
KEPT_BACK = re.compile("\x1a(\\d+)\x1a")

Pictures = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True)
class Converted:
    """`teaser` is what stood before "more"; `lost` names shortcodes that had to go."""

    html: str
    teaser: str = ""
    lost: tuple[str, ...] = field(default=())


def convert(raw: str, pictures: Pictures) -> Converted:
    """Return a post's text as HTML; `pictures` gives addresses for a gallery's ids."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x1a", "")
    teaser = MORE.split(text, maxsplit=1)[0] if MORE.search(text) else ""
    text = MORE.sub("", text).replace(NEXT_PAGE, "\n\n<hr>\n\n")
    is_blocks = bool(IS_BLOCKS.search(text))
    text, lost = replace_shortcodes(_without_blocks(text), pictures)
    html = text if is_blocks else paragraphs(text)
    return Converted(html, _without_blocks(teaser), tuple(sorted(lost)))


def _without_blocks(text: str) -> str:
    return BLOCK_COMMENT.sub("", text)


def paragraphs(text: str) -> str:
    """Return text with blank lines between paragraphs as HTML, as WordPress shows it."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found.group(0))
        return f"\n\n{KEPT.format(len(kept) - 1)}\n\n"

    text = PRE.sub(keep, text) if "</pre>" in text.lower() else text
    text = CLOSES.sub(r"\1\n\n", OPENS.sub(r"\n\n\1", text))
    chunks = [chunk.strip() for chunk in re.split(r"\n\s*\n", text) if chunk.strip()]
    html = "\n".join(map(_paragraph, chunks))
    return KEPT_BACK.sub(lambda found: kept[int(found.group(1))], html)


def _paragraph(chunk: str) -> str:
    if IS_BLOCK.match(chunk) or KEPT_BACK.fullmatch(chunk):
        opening = OPENS.match(chunk)
        rest = chunk[opening.end() :].strip() if opening else ""
        return f"{chunk[: opening.end()]}{_lines(rest)}" if opening and rest else chunk
    if LONE_URL.fullmatch(chunk):
        return f'<p><a href="{escape(chunk)}">{escape(chunk)}</a></p>'
    return f"<p>{_lines(chunk)}</p>"


def _lines(text: str) -> str:
    return "<br>\n".join(line.strip() for line in text.split("\n"))
