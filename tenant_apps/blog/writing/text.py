"""Plain text out of markup, and text folded for searching."""

import re
import unicodedata
from functools import lru_cache
from html import unescape

BLOCK_END = re.compile(
    r"</(?:p|div|li|h[1-6]|blockquote|pre|tr|figure|figcaption|dd|dt|table|section)>|<(?:br|hr)\b[^>]*>",
    re.I,
)
TAG = re.compile(r"<[^>]*>")
SPACES = re.compile(r"[ \t\r\f\v\xa0]+")
LINES = re.compile(r"\s*\n\s*")
WORD = re.compile(r"\w+(?:['’.-]\w+)*")
IMAGE = re.compile(r"<img\b[^>]*?\bsrc=\"([^\"]+)\"", re.I)


def plain(markup: str) -> str:
    """Return sanitised HTML as lines of text, without markup."""
    text = unescape(TAG.sub("", BLOCK_END.sub("\n", markup)))
    return LINES.sub("\n", SPACES.sub(" ", text)).strip()


def count_words(text: str) -> int:
    """Return the number of words."""
    return sum(1 for _ in WORD.finditer(text))


def first_image(markup: str) -> str:
    """Return the address of the first image of sanitised HTML, or ""."""
    found = IMAGE.search(markup)
    address = unescape(found.group(1)) if found else ""
    return address if len(address) <= 1000 else ""


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[:1].lower()[:1]
    return base if base and not unicodedata.combining(base) else character


def fold(text: str) -> str:
    """Return the text in lower case without accents, character for character.

    The length stays, so that what is found in the folded text can be marked in the original.
    """
    return "".join(map(_fold_character, text))


def shorten(text: str, length: int) -> str:
    """Return at most `length` characters, ending at a word."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    cut = flat[: length - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"


def without_unstorable(text: str) -> str:
    """Return the text without NUL and lone surrogates, which PostgreSQL cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
