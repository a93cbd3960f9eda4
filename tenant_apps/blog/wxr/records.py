"""What a WordPress export holds, as plain values."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class WxrAuthor:
    """A person of the site that was exported."""

    login: str
    email: str
    name: str


@dataclass(frozen=True)
class WxrTerm:
    """A category, a tag or another term; `parent` is the slug of the term above."""

    taxonomy: str
    slug: str
    name: str
    parent: str = ""
    description: str = ""


@dataclass(frozen=True)
class WxrComment:
    """A comment; `approved` is WordPress's "1", "0", "spam" or "trash"."""

    id: str
    parent: str
    kind: str
    approved: str
    author: str
    email: str
    url: str
    content: str
    at: datetime | None


@dataclass(frozen=True)
class WxrItem:
    """An item: a post, a page, an attachment, an entry of a menu, or a type of a plugin's own.

    `key` names it for good. A guid alone does not: real exports hold two posts of one guid.
    """

    id: str
    key: str
    kind: str
    status: str
    title: str
    slug: str
    content: str
    excerpt: str
    creator: str
    at: datetime | None
    parent: str
    menu_order: int
    password: str
    sticky: bool
    comments_open: bool
    attachment_url: str
    terms: tuple[WxrTerm, ...] = ()
    comments: tuple[WxrComment, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Glance:
    """The little of an item that others need to know of it. `position` counts from 0."""

    position: int
    id: str
    key: str
    kind: str
    parent: str
    attachment_url: str
    title: str


@dataclass
class Contents:
    """A whole export at a glance: all that is small, and how many items there are."""

    site: str = ""
    authors: list[WxrAuthor] = field(default_factory=list)
    terms: list[WxrTerm] = field(default_factory=list)
    items: list[Glance] = field(default_factory=list)
