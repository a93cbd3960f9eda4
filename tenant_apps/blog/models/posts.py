"""Posts and pages, and the addresses they used to have."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from shared_apps.foundation.models import IdentifiedModel, TimestampedModel
from tenant_apps.blog.addresses import address
from tenant_apps.blog.writing.text import shorten

from .people import Author
from .terms import Category, Tag

if TYPE_CHECKING:
    from tenants.access import Member

# Folded text beyond this is not searched; PostgreSQL refuses a tsvector over 1 MB.
SEARCHED_CHARACTERS = 100_000
LONGEST_BODY = 500_000


class PostQuerySet(models.QuerySet["Post"]):
    """The guarded door to posts."""

    def public(self, at: datetime) -> "PostQuerySet":
        """Return what everybody may read at `at`; a due scheduled post counts as published."""
        return self.filter(
            status__in=[Post.Status.PUBLISHED, Post.Status.SCHEDULED], published_at__lte=at
        )

    def visible_to(self, member: "Member", at: datetime) -> "PostQuerySet":
        """Return what this person may see: everything for writers, the public part for others."""
        return self.all() if member.can("blog.write") else self.public(at)

    def posts(self) -> "PostQuerySet":
        """Return posts alone, without pages."""
        return self.filter(kind=Post.Kind.POST)

    def without_bodies(self) -> "PostQuerySet":
        """Leave the large columns in the database; for lists."""
        return self.defer("body", "body_html", "body_text", "search_body", "search_vector")


class Post(TimestampedModel):
    """A post (dated, listed, fed) or a page (timeless, in a tree of its own).

    `body` is the source in `source_format`; `body_html` is what it renders to, sanitised when
    saved, and `body_text` is the same without markup. `published_at` is the moment from which
    the public may read it. `announced_at` is set once, with the fact that tells of it.
    """

    class Kind(models.TextChoices):
        POST = "post", "Post"
        PAGE = "page", "Page"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        PUBLISHED = "published", "Published"
        PRIVATE = "private", "Private"
        TRASH = "trash", "In the trash"

    class Source(models.TextChoices):
        MARKDOWN = "markdown", "Markdown"
        HTML = "html", "HTML"

    class Format(models.TextChoices):
        STANDARD = "standard", "Standard"
        ASIDE = "aside", "Aside"
        AUDIO = "audio", "Audio"
        CHAT = "chat", "Chat"
        GALLERY = "gallery", "Gallery"
        IMAGE = "image", "Image"
        LINK = "link", "Link"
        QUOTE = "quote", "Quote"
        STATUS = "status", "Status"
        VIDEO = "video", "Video"

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.POST)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    title = models.CharField(max_length=500, blank=True)
    slug = models.SlugField(max_length=200, allow_unicode=True, db_index=False)
    source_format = models.CharField(max_length=10, choices=Source, default=Source.MARKDOWN)
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True, editable=False)
    body_text = models.TextField(blank=True, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    lead_image = models.CharField(max_length=1000, blank=True, editable=False)
    cover_url = models.URLField(max_length=1000, blank=True)
    excerpt = models.TextField(blank=True)
    format = models.CharField(max_length=10, choices=Format, default=Format.STANDARD)
    author = models.ForeignKey(
        Author, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    menu_order = models.IntegerField(default=0)
    categories = models.ManyToManyField(Category, blank=True, related_name="posts")
    tags = models.ManyToManyField(Tag, blank=True, related_name="posts")
    is_featured = models.BooleanField(default=False)
    comments_open = models.BooleanField(default=True)
    published_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, editable=False)
    seo_title = models.CharField(max_length=200, blank=True)
    seo_description = models.CharField(max_length=320, blank=True)
    canonical_url = models.URLField(max_length=500, blank=True)
    noindex = models.BooleanField(default=False)
    # Rises with every edit, so that two editors cannot overwrite each other unseen.
    version = models.PositiveIntegerField(default=1, editable=False)
    source_guid = models.CharField(max_length=500, blank=True, editable=False)
    # Accents folded and lower case, so that "cafe" finds "Café" without an extension's function,
    # which PostgreSQL would not accept in a generated column.
    search_title = models.TextField(blank=True, editable=False)
    search_body = models.TextField(blank=True, editable=False)
    search_vector = models.GeneratedField(
        expression=SearchVector("search_title", config="english", weight="A")
        + SearchVector("search_title", config="simple", weight="A")
        + SearchVector("search_body", config="english", weight="C")
        + SearchVector("search_body", config="simple", weight="C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint("kind", "slug", name="blog_post_slug_unique"),
            models.UniqueConstraint(
                "source_guid", condition=~Q(source_guid=""), name="blog_post_source_once"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | ~Q(status__in=["published", "scheduled"]),
                name="blog_post_published_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "scheduled", "published", "private", "trash"]),
                name="blog_post_status_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="page") | Q(parent=None), name="blog_post_only_pages_nest"
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="blog_post_not_own_parent"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-published_at", "-id"], name="blog_post_by_moment"),
            models.Index(
                "published_at", condition=Q(status="scheduled"), name="blog_post_scheduled"
            ),
            GinIndex("search_vector", name="blog_post_search"),
            GinIndex(
                fields=["search_title"], opclasses=["gin_trgm_ops"], name="blog_post_title_trigrams"
            ),
        ]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """Return the title, or a stand-in for the posts that have none."""
        return self.title or (
            f"{self.body_text[:60].strip()}…" if self.body_text.strip() else "Untitled"
        )

    @property
    def summary(self) -> str:
        """Return the excerpt, or the beginning of the text."""
        return shorten(self.excerpt or self.body_text, 280)

    @property
    def picture(self) -> str:
        """Return the address of the picture that stands for it, or ""."""
        return self.cover_url or self.lead_image

    @property
    def category_list(self) -> list[Category]:
        """Return its categories; no query where they were prefetched."""
        return list(self.categories.all())

    @property
    def tag_list(self) -> list[Tag]:
        """Return its tags; no query where they were prefetched."""
        return list(self.tags.all())

    @property
    def is_page(self) -> bool:
        """Return whether this is a page."""
        return self.kind == self.Kind.PAGE

    @property
    def reading_minutes(self) -> int:
        """Return whole minutes to read it, at 230 words a minute, at least one."""
        return max(1, round(self.word_count / 230))

    def is_public(self, at: datetime) -> bool:
        """Return whether everybody may read it at `at`."""
        shown = self.status in {self.Status.PUBLISHED, self.Status.SCHEDULED}
        return shown and self.published_at is not None and self.published_at <= at

    def get_absolute_url(self) -> str:
        """Return the address on the workspace's host."""
        return address(f"blog:{self.kind}", self.slug)


class FormerSlug(IdentifiedModel):
    """An address a post once had; it redirects for good until another post takes it."""

    kind = models.CharField(max_length=8, choices=Post.Kind)
    slug = models.SlugField(max_length=200, allow_unicode=True, db_index=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="former_slugs")

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "slug", name="blog_formerslug_unique"),
        ]

    def __str__(self) -> str:
        return self.slug
