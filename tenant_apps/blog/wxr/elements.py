"""From XML elements to plain values; whatever is missing or odd becomes empty, never an error."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote

from django.utils.html import strip_tags

from .records import WxrAuthor, WxrComment, WxrItem, WxrTerm

NO_MOMENT = "0000-00-00"
OLDEST, NEWEST = 1970, 9000
TAXONOMIES = {"category": "category", "tag": "post_tag"}
LONGEST_GUID = 470
# Only these are of use here; the rest belongs to themes and plugins.
META = {"_thumbnail_id", "_yoast_wpseo_title", "_yoast_wpseo_metadesc"}


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _children(element: Any) -> dict[str, str]:
    """Return the text of each child by name; the excerpt's own "encoded" is "excerpt"."""
    found: dict[str, str] = {}
    for child in element:
        name = local(child)
        if name == "encoded" and "/excerpt/" in child.tag:
            name = "excerpt"
        found.setdefault(name, (child.text or ""))
    return found


def author(element: Any) -> WxrAuthor:
    """Return an author."""
    found = _children(element)
    login = found.get("author_login", "").strip()[:200]
    name = found.get("author_display_name", "").strip()[:200]
    return WxrAuthor(login, found.get("author_email", "").strip()[:254], name or login)


def term(element: Any, name: str) -> WxrTerm:
    """Return a category, tag or other term declared in the channel."""
    found = {key: value.strip() for key, value in _children(element).items()}
    slug = found.get("category_nicename") or found.get("tag_slug") or found.get("term_slug") or ""
    title = found.get("cat_name") or found.get("tag_name") or found.get("term_name") or ""
    return WxrTerm(
        taxonomy=TAXONOMIES.get(name) or found.get("term_taxonomy", ""),
        slug=unquote(slug),
        name=title[:200] or unquote(slug)[:200],
        parent=unquote(found.get("category_parent") or found.get("term_parent") or ""),
        description=found.get("category_description")
        or found.get("tag_description")
        or found.get("term_description")
        or "",
    )


def item(element: Any) -> WxrItem:
    """Return an item with its terms, comments and the useful part of its metadata."""
    found = _children(element)
    short = {
        key: value.strip() for key, value in found.items() if key not in {"encoded", "excerpt"}
    }
    return WxrItem(
        id=short.get("post_id", ""),
        key=_key(short),
        kind=short.get("post_type", "")[:60],
        status=short.get("status", ""),
        # WordPress draws markup in titles; ours are plain text, so readers would see the tags.
        title=" ".join(strip_tags(short.get("title", "")).split())[:500],
        slug=unquote(short.get("post_name", "")),
        content=found.get("encoded", ""),
        excerpt=found.get("excerpt", "").strip(),
        creator=short.get("creator", "")[:200],
        at=_moment(short.get("post_date_gmt"), short.get("post_date"), short.get("pubDate")),
        parent=short.get("post_parent", "0"),
        menu_order=_number(short.get("menu_order", "")),
        password=found.get("post_password", ""),
        sticky=short.get("is_sticky") == "1",
        comments_open=short.get("comment_status") == "open",
        attachment_url=short.get("attachment_url", "")[:1000],
        terms=tuple(_item_term(c) for c in element if c.tag == "category"),
        comments=tuple(_comment(c) for c in element if local(c) == "comment"),
        meta=_meta(element),
    )


def _key(short: dict[str, str]) -> str:
    """Return guid (or address) and number together; "" where an item has neither."""
    name, number = short.get("guid", ""), short.get("post_id", "")
    if not name and not number:
        return ""
    return f"{(name or short.get('link', ''))[:LONGEST_GUID]}#{number[:20]}"


def _item_term(element: Any) -> WxrTerm:
    name = (element.text or "").strip()
    slug = unquote(element.get("nicename") or "")
    return WxrTerm(element.get("domain") or "category", slug, (name or slug)[:200])


def _comment(element: Any) -> WxrComment:
    found = _children(element)
    return WxrComment(
        id=found.get("comment_id", "").strip(),
        parent=found.get("comment_parent", "").strip(),
        kind=found.get("comment_type", "").strip() or "comment",
        approved=found.get("comment_approved", "").strip(),
        author=" ".join(found.get("comment_author", "").split())[:200],
        email=found.get("comment_author_email", "").strip()[:254],
        url=found.get("comment_author_url", "").strip()[:500],
        content=found.get("comment_content", ""),
        at=_moment(found.get("comment_date_gmt"), found.get("comment_date")),
    )


def _meta(element: Any) -> dict[str, str]:
    pairs = (_children(child) for child in element if local(child) == "postmeta")
    return {
        pair["meta_key"]: pair.get("meta_value", "").strip()
        for pair in pairs
        if pair.get("meta_key") in META
    }


def _moment(*texts: str | None) -> datetime | None:
    """Return the first text that is a moment (UTC where none is said), or None."""
    for text in texts:
        found = _parsed((text or "").strip())
        if found is not None and OLDEST <= found.year <= NEWEST:
            return found
    return None


def _parsed(text: str) -> datetime | None:
    if not text or text.startswith(NO_MOMENT):
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(text)
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def _number(text: str) -> int:
    try:
        return max(-10_000, min(int(text[:12]), 10_000))
    except ValueError:
        return 0
