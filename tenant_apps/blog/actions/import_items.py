"""Posts and pages of an export."""

from datetime import datetime

from tenant_apps.blog.models import Author, Category, Post, Tag
from tenant_apps.blog.models.posts import LONGEST_BODY
from tenant_apps.blog.writing.sanitise import safe_url
from tenant_apps.blog.writing.slugs import free_slug, slugify
from tenant_apps.blog.writing.text import plain, shorten
from tenant_apps.blog.wxr.content import convert
from tenant_apps.blog.wxr.records import WxrAuthor, WxrItem, WxrTerm

from .import_batch import CREATED, UNCHANGED, Batch
from .import_comments import bring_in_comments
from .import_terms import CATEGORY, TAG, author_for, term_slug
from .posts import digest

KINDS = {"post": Post.Kind.POST, "page": Post.Kind.PAGE}
LEFT_OUT = {"attachment": "attachment", "nav_menu_item": "menu", "revision": "revision"}
STATUSES = {
    "publish": Post.Status.PUBLISHED,
    "future": Post.Status.SCHEDULED,
    "private": Post.Status.PRIVATE,
}
FORMAT_DOMAIN, FORMAT_PREFIX = "post_format", "post-format-"


def bring_in(batch: Batch, item: WxrItem, position: int) -> None:
    """Bring in one item, or note why not."""
    reason = _refusal(batch, item, position)
    if reason:
        batch.note(reason, _kind_in_words(item), item.title or item.attachment_url, item.key)
        return
    post = Post.objects.filter(source_guid=item.key).first()
    batch.count(item.kind, UNCHANGED if post else CREATED)
    if post is None:
        post = _create(batch, item)
    bring_in_comments(batch, post, item)


def _refusal(batch: Batch, item: WxrItem, position: int) -> str:
    """Return the reason to leave an item out, or ""."""
    if item.kind not in KINDS:
        return LEFT_OUT.get(item.kind, "custom_type")
    if not item.key:
        return "no_id"
    if position in batch.whole.repeated:
        return "duplicate"
    if item.status in {"trash", "inherit"}:
        return "trashed"
    return "too_long" if len(item.content) > LONGEST_BODY else ""


def _kind_in_words(item: WxrItem) -> str:
    names = {"attachment": "Media file", "nav_menu_item": "Menu entry", "revision": "Revision"}
    return names.get(item.kind) or KINDS.get(item.kind, item.kind or "Item").capitalize()


def _create(batch: Batch, item: WxrItem) -> Post:
    converted = convert(item.content, lambda ids: batch.whole.pictures(list(ids), item.id))
    for name in converted.lost:
        batch.note("shortcode", _kind_in_words(item), item.title, f"[{name}]")
    kind, status = KINDS[item.kind], _status(batch, item)
    post = Post(
        kind=kind,
        status=status,
        title=item.title,
        source_format=Post.Source.HTML,
        body=converted.html,
        excerpt=_excerpt(item, converted.teaser),
        author=_author(batch, item.creator),
        menu_order=item.menu_order if kind == Post.Kind.PAGE else 0,
        is_featured=item.sticky,
        comments_open=item.comments_open,
        published_at=_moment(item, status, batch.at),
        announced_at=batch.at if status == Post.Status.PUBLISHED else None,
        created_at=item.at or batch.at,
        source_guid=item.key,
        cover_url=_cover(batch, item),
        format=_format(item),
        seo_title=item.meta.get("_yoast_wpseo_title", "")[:200],
        seo_description=item.meta.get("_yoast_wpseo_metadesc", "")[:320],
    )
    digest(post)
    post.slug = _slug(batch, post, item)
    post.save(force_insert=True)
    if kind == Post.Kind.POST:
        _sort(batch, post, item)
    else:
        _nest(batch, post, item)
    return post


def _status(batch: Batch, item: WxrItem) -> str:
    if item.password:
        batch.note("password", _kind_in_words(item), item.title)
        return Post.Status.PRIVATE
    if item.status == "pending":
        batch.note("pending_post", _kind_in_words(item), item.title)
    status = STATUSES.get(item.status, Post.Status.DRAFT)
    if status == Post.Status.SCHEDULED and (item.at is None or item.at <= batch.at):
        return Post.Status.PUBLISHED
    return status


def _moment(item: WxrItem, status: str, at: datetime) -> datetime | None:
    return None if status == Post.Status.DRAFT else item.at or at


def _excerpt(item: WxrItem, teaser: str) -> str:
    return shorten(plain(item.excerpt or teaser), 2000)


def _author(batch: Batch, login: str) -> Author | None:
    if not login:
        return None
    known = Author.objects.filter(source_login=login).first()
    return known or author_for(batch, WxrAuthor(login, "", login))


def _cover(batch: Batch, item: WxrItem) -> str:
    found = batch.whole.by_id.get(item.meta.get("_thumbnail_id", ""))
    address = safe_url(found.attachment_url) if found and found.attachment_url else None
    return address if address and address.startswith(("http://", "https://")) else ""


def _format(item: WxrItem) -> str:
    for term in item.terms:
        if term.taxonomy == FORMAT_DOMAIN:
            name = term.slug.removeprefix(FORMAT_PREFIX)
            return name if name in Post.Format.values else Post.Format.STANDARD
    return Post.Format.STANDARD


def _slug(batch: Batch, post: Post, item: WxrItem) -> str:
    wanted = slugify(item.slug)
    others = Post.objects.filter(kind=post.kind)
    slug = free_slug(
        wanted or post.title, lambda s: others.filter(slug=s).exists(), fallback=str(post.kind)
    )
    if wanted and slug != wanted:
        batch.note("slug", _kind_in_words(item), item.title, f"{wanted} → {slug}")
    return slug


def _sort(batch: Batch, post: Post, item: WxrItem) -> None:
    post.categories.set(
        [c for t in item.terms if t.taxonomy == CATEGORY and (c := _category(batch, t))]
    )
    post.tags.set([g for t in item.terms if t.taxonomy == TAG and (g := _tag(batch, t))])


def _category(batch: Batch, term: WxrTerm) -> Category | None:
    """Return a category by what an item calls it; one that was never declared is made."""
    slug = term_slug(term)
    if not slug:
        return None
    made, new = Category.objects.get_or_create(slug=slug, defaults={"name": term.name or slug})
    batch.counts["category.created"] += new
    return made


def _tag(batch: Batch, term: WxrTerm) -> Tag | None:
    slug = term_slug(term)
    if not slug:
        return None
    made, new = Tag.objects.get_or_create(slug=slug, defaults={"name": term.name or slug})
    batch.counts["tag.created"] += new
    return made


def _nest(batch: Batch, page: Post, item: WxrItem) -> None:
    """Put a page below its parent, and pages that came earlier below this one."""
    above = batch.whole.by_id.get(item.parent)
    if above is not None:
        _put_below(batch, page, Post.objects.filter(kind="page", source_guid=above.key).first())
    for below in batch.whole.pages_below.get(item.id, ()):
        earlier = Post.objects.filter(kind="page", source_guid=below.key, parent=None).first()
        if earlier is not None and earlier.pk != page.pk:
            _put_below(batch, earlier, page)


def _put_below(batch: Batch, page: Post, parent: Post | None) -> None:
    above, seen = parent, set()
    while above is not None and above.pk not in seen:
        if above.pk == page.pk:
            batch.note("page_loop", "Page", page.title)
            return
        seen.add(above.pk)
        above = above.parent
    page.parent = parent
    page.save(update_fields=["parent", "updated_at"])
