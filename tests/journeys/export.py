"""The WordPress export that is brought in, and what must be readable afterwards.

The expectations are read from the file by a few lines of our own, so that the importer is
not asked to mark its own work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data" / "wxr" / "theme-test.xml"
OURS = Path(__file__).parent / "data" / "small-export.xml"


@dataclass(frozen=True)
class Expected:
    """Texts that the imported blog must show. `commented` is a post with a comment."""

    file: Path
    post_titles: tuple[str, ...]
    page_titles: tuple[str, ...]
    commented: str
    comment_author: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]


def export_file() -> Path:
    """Return the real export where it lies beside this repository, else our own."""
    return REAL if REAL.is_file() else OURS


def expected(file: Path) -> Expected:
    """Read what a visitor must find after the import of `file`."""
    # A file of ours or of the project's own data, never a stranger's.
    channel = ET.parse(file).getroot().find("channel")  # noqa: S314
    assert channel is not None
    items = list(channel.iter("item"))
    posts = [item for item in items if is_public(item, "post")]
    pages = [item for item in items if is_public(item, "page")]
    commented = next(item for item in posts if any(authors_of_comments(item)))
    return Expected(
        file=file,
        post_titles=tuple(title for item in posts if (title := text(item, "title"))),
        page_titles=tuple(title for item in pages if (title := text(item, "title"))),
        commented=text(commented, "title"),
        comment_author=next(authors_of_comments(commented)),
        categories=names_of(posts, "category"),
        tags=names_of(posts, "post_tag"),
    )


def text(parent: ET.Element, name: str) -> str:
    """Return a child's text by local name: exports write the namespace in two ways."""
    found = next((child for child in parent if child.tag.rsplit("}", 1)[-1] == name), None)
    return plain(found.text) if found is not None else ""


def plain(marked_up: str | None) -> str:
    """Return what a reader sees of a title: no tags, single spaces."""
    return " ".join(re.sub(r"<[^>]+>", "", marked_up or "").split())


def is_public(item: ET.Element, kind: str) -> bool:
    """Return whether anybody may read the item."""
    is_open = text(item, "status") == "publish" and not text(item, "post_password")
    return is_open and text(item, "post_type") == kind


def authors_of_comments(item: ET.Element) -> Iterator[str]:
    """Yield who wrote the approved comments of an item."""
    for child in item:
        is_comment = child.tag.rsplit("}", 1)[-1] == "comment"
        if is_comment and text(child, "comment_approved") == "1":
            yield text(child, "comment_author")


def names_of(items: list[ET.Element], domain: str) -> tuple[str, ...]:
    """Return the names of the terms that public items carry, each once."""
    found = [
        plain(term.text)
        for item in items
        for term in item.findall("category")
        if term.get("domain") == domain
    ]
    return tuple(dict.fromkeys(name for name in found if name))
