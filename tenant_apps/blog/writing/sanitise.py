"""The one gate that all HTML passes before it is stored: nh3, with lists of what may stay.

Addresses may be http, https, mailto or relative. A browser drops tabs, newlines and control
characters before it reads a scheme, so they are dropped before the check as well.
"""

import re
from urllib.parse import urlsplit

import nh3

SCHEMES = frozenset({"http", "https", "mailto"})
URL_ATTRIBUTES = frozenset({"href", "src", "cite"})
NOT_IN_A_SCHEME = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]+")
ALIGNMENTS = {"alignleft", "alignright", "aligncenter", "alignwide", "alignfull"}
TEXT_ALIGNMENTS = {"has-text-align-left", "has-text-align-center", "has-text-align-right"}
FOOTNOTES = {"footnotes", "footnotes-list", "footnotes-sep", "footnote-ref", "footnote-backref"}

INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
}  # fmt: skip
BLOCK = {
    "address", "article", "aside", "blockquote", "caption", "col", "colgroup", "dd", "details",
    "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img",
    "li", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul",
}  # fmt: skip
POST_TAGS = INLINE | BLOCK
COMMENT_TAGS = {
    "a", "b", "blockquote", "br", "cite", "code", "del", "em", "i", "li", "ol", "p", "pre", "q",
    "s", "strong", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"id", "lang", "dir", "title"},
    "a": {"href"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
}
CLASSES = {
    "a": FOOTNOTES,
    "code": set(),
    "div": ALIGNMENTS,
    "figure": ALIGNMENTS | {"gallery"},
    "h2": TEXT_ALIGNMENTS,
    "h3": TEXT_ALIGNMENTS,
    "hr": FOOTNOTES,
    "img": ALIGNMENTS,
    "li": {"footnote-item"},
    "ol": FOOTNOTES,
    "p": ALIGNMENTS | TEXT_ALIGNMENTS,
    "section": FOOTNOTES,
    "sup": FOOTNOTES,
}
# Their content is no text for readers, so it goes with them.
WITH_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
# An id of the visitor's own page could shadow the page's own elements for its scripts.
ID_PREFIX = "c-"


def safe_url(value: str) -> str | None:
    """Return the address without what browsers ignore, or None where it may not stay."""
    compact = NOT_IN_A_SCHEME.sub("", value)
    head = re.split(r"[/?#]", compact, maxsplit=1)[0]
    if ":" not in head:
        return value.strip() if "\\" not in head else None
    scheme = head.split(":", 1)[0].lower()
    if scheme not in SCHEMES:
        return None
    try:
        parts = urlsplit(compact)
    except ValueError:
        return None
    return compact if scheme == "mailto" or parts.netloc else None


def _keep(_tag: str, attribute: str, value: str) -> str | None:
    if attribute in URL_ATTRIBUTES:
        return safe_url(value)
    if attribute == "id":
        plain = re.sub(r"[^\w-]+", "-", value).strip("-")
        return (plain if plain.startswith(ID_PREFIX) else f"{ID_PREFIX}{plain}") if plain else None
    if attribute in {"width", "height"} and not value.isdigit():
        return None
    return value


def _keep_in_fragment(tag: str, attribute: str, value: str) -> str | None:
    kept = _keep(tag, attribute, value)
    if kept and attribute == "href" and kept.startswith("#") and len(kept) > 1:
        return f"#{ID_PREFIX}{kept[1:].removeprefix(ID_PREFIX)}"
    return kept


POST_GATE = nh3.Cleaner(
    tags=POST_TAGS,
    clean_content_tags=WITH_CONTENT,
    attributes=ATTRIBUTES,
    allowed_classes=CLASSES,
    attribute_filter=_keep_in_fragment,
    url_schemes=set(SCHEMES),
    link_rel="noopener noreferrer",
    strip_comments=True,
    set_tag_attribute_values={
        "img": {"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"}
    },
)
COMMENT_GATE = nh3.Cleaner(
    tags=COMMENT_TAGS,
    clean_content_tags=WITH_CONTENT,
    attributes={"a": {"href"}, "blockquote": {"cite"}, "q": {"cite"}},
    attribute_filter=_keep,
    url_schemes=set(SCHEMES),
    link_rel="nofollow ugc noopener noreferrer",
    strip_comments=True,
)


def clean_post(markup: str) -> str:
    """Return a post's HTML with nothing in it that could run or reach beyond the page."""
    return str(POST_GATE.clean(markup))


def clean_comment(markup: str) -> str:
    """Return a comment's HTML: text-level markup only, links that vouch for nothing."""
    return str(COMMENT_GATE.clean(markup))
