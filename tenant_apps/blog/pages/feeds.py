"""RSS and Atom: all posts, per category, per tag, and comments."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.views.decorators.http import require_safe

from shared_apps.foundation.clock import now
from tenant_apps.blog import permissions
from tenant_apps.blog.models import Category, Comment, Post, Tag
from tenant_apps.blog.preferences import preferences
from tenant_apps.blog.queries import reading, terms
from tenants.access import requires
from tenants.directory import current_entry

ITEMS = 20
NO_XML = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF], None)


def xml_text(text: str) -> str:
    """Return the text without what XML 1.0 cannot hold."""
    return text.translate(NO_XML)


class FullTextRss(Rss201rev2Feed):
    """RSS with the whole post in content:encoded, as readers expect it."""

    def rss_attributes(self) -> dict[str, str]:
        """Return the root's attributes with the content namespace."""
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
        }

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add the whole text where there is one."""
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content:encoded", item["content"])


class FullTextAtom(Atom1Feed):
    """Atom with the whole post in its content element."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add the whole text where there is one."""
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content", item["content"], {"type": "html"})


class PostFeed(Feed):
    """The newest posts."""

    feed_type = FullTextRss

    def title(self, about: Any = None) -> str:
        """Return the workspace's name, and what the feed is limited to."""
        name = entry.name if (entry := current_entry()) else "Blog"
        return xml_text(f"{name}: {about.name}" if about else name)

    def link(self, about: Any = None) -> str:
        """Return the page that the feed follows."""
        return reverse("blog:list")

    def description(self, about: Any = None) -> str:
        """Return the workspace's tagline."""
        entry = current_entry()
        return xml_text(entry.branding.tagline or entry.name) if entry else ""

    subtitle = description

    def items(self, about: Any = None) -> list[Post]:
        """Return the newest posts with their text."""
        posts = reading.listed(now()).defer(None).defer("body", "search_body", "search_vector")
        if isinstance(about, Category):
            posts = reading.in_category(posts, about)
        elif isinstance(about, Tag):
            posts = reading.with_tag(posts, about)
        return list(posts[:ITEMS])

    def item_title(self, item: Post) -> str:
        """Return the title."""
        return xml_text(item.shown_title)

    def item_description(self, item: Post) -> str:
        """Return the excerpt or the beginning."""
        return xml_text(item.summary)

    def item_author_name(self, item: Post) -> str | None:
        """Return the byline."""
        return xml_text(item.author.name) if item.author else None

    def item_categories(self, item: Post) -> list[str]:
        """Return names of categories and tags."""
        return [xml_text(t.name) for t in (*item.categories.all(), *item.tags.all())]  # type: ignore[attr-defined]

    def item_pubdate(self, item: Post) -> datetime | None:
        """Return when it was published."""
        return item.published_at

    def item_updateddate(self, item: Post) -> datetime:
        """Return when it last changed."""
        return item.updated_at

    def item_guid(self, item: Post) -> str:
        """Return what never changes: the id, not the address."""
        return f"urn:uuid:{item.pk}"

    item_guid_is_permalink = False

    def item_extra_kwargs(self, item: Post) -> dict[str, str]:
        """Return the whole text where the workspace wants it in feeds."""
        return {"content": xml_text(item.body_html)} if preferences().feed_full_text else {}


class AtomPostFeed(PostFeed):
    """The newest posts as Atom."""

    feed_type = FullTextAtom  # type: ignore[assignment]


class CategoryFeed(PostFeed):
    """The newest posts of a category and of those below it."""

    def get_object(self, request: HttpRequest, slug: str) -> Category:
        """Return the category; raise NotFound."""
        return terms.by_slug(Category, slug)


class TagFeed(PostFeed):
    """The newest posts with a tag."""

    def get_object(self, request: HttpRequest, slug: str) -> Tag:
        """Return the tag; raise NotFound."""
        return terms.by_slug(Tag, slug)


class CommentFeed(Feed):
    """The newest comments on public posts."""

    description = "Comments"

    def title(self) -> str:
        """Return the workspace's name."""
        entry = current_entry()
        return xml_text(f"{entry.name}: comments") if entry else "Comments"

    def link(self) -> str:
        """Return the blog's page."""
        return reverse("blog:list")

    def items(self) -> list[Comment]:
        """Return the newest approved comments."""
        return list(
            Comment.objects.filter(
                status=Comment.Status.APPROVED, post__in=Post.objects.public(now()).values("pk")
            )
            .select_related("post")
            .defer("post__body", "post__body_html", "post__search_body", "post__search_vector")
            .order_by("-submitted_at", "-id")[:ITEMS]
        )

    def item_title(self, item: Comment) -> str:
        """Return who said it, and where."""
        return xml_text(f"{item.author_name} on {item.post.shown_title}")

    def item_description(self, item: Comment) -> str:
        """Return the comment."""
        return xml_text(item.body_html)

    def item_pubdate(self, item: Comment) -> datetime:
        """Return when it was said."""
        return item.submitted_at

    def item_guid(self, item: Comment) -> str:
        """Return the id."""
        return f"urn:uuid:{item.pk}"

    item_guid_is_permalink = False


def _view(feed: Any) -> Any:
    @requires(permissions.READ)
    @require_safe
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = feed(request, **kwargs)
        return response

    return view


rss, atom = _view(PostFeed()), _view(AtomPostFeed())
category_rss, tag_rss = _view(CategoryFeed()), _view(TagFeed())
comments_rss = _view(CommentFeed())
