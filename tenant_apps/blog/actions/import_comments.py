"""Comments of an export, with their threads."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from shared_apps.foundation.ids import new_id
from tenant_apps.blog.models import Comment, Post
from tenant_apps.blog.models.comments import LONGEST_COMMENT
from tenant_apps.blog.writing.sanitise import clean_comment, safe_url
from tenant_apps.blog.writing.text import plain
from tenant_apps.blog.wxr.content import paragraphs
from tenant_apps.blog.wxr.records import WxrComment, WxrItem

from .import_batch import CREATED, UNCHANGED, Batch

KINDS = {"comment", "pingback", "trackback"}
STATUSES = {"1": Comment.Status.APPROVED, "0": Comment.Status.PENDING}
ANONYMOUS = "Anonymous"


def bring_in_comments(batch: Batch, post: Post, item: WxrItem) -> None:
    """Bring in the comments of an item that are not here yet."""
    if not item.comments:
        return
    wanted = {each.id: each for each in item.comments if _is_wanted(batch, item, each)}
    keys = {number: _key(item, number) for number in wanted}
    here = {
        comment.source_key: comment
        for comment in Comment.objects.filter(source_key__in=keys.values()).only(
            "id", "source_key", "thread_id"
        )
    }
    rows = {
        number: here.get(keys[number]) or _row(post, each, keys[number], batch)
        for number, each in wanted.items()
    }
    new = [rows[number] for number in wanted if keys[number] not in here]
    batch.counts[f"comment.{CREATED}"] += len(new)
    batch.counts[f"comment.{UNCHANGED}"] += len(rows) - len(new)
    for number in wanted:
        if keys[number] not in here:
            _thread(rows, wanted, number)
    Comment.objects.bulk_create(new)


def _is_wanted(batch: Batch, item: WxrItem, comment: WxrComment) -> bool:
    reason = ""
    if comment.kind not in KINDS:
        reason = "custom_comment"
    elif comment.approved not in STATUSES:
        reason = "spam_comment"
    elif not comment.id or not plain(comment.content):
        reason = "empty_comment"
    if reason:
        batch.note(reason, "Comment", f"{comment.author or ANONYMOUS} on {item.title}")
    return not reason


def _key(item: WxrItem, number: str) -> str:
    key = f"{item.key}#{number}"
    return key if len(key) <= 600 else hashlib.sha256(key.encode()).hexdigest()


def _row(post: Post, comment: WxrComment, key: str, batch: Batch) -> Comment:
    body = comment.content.strip()[:LONGEST_COMMENT]
    return Comment(
        id=new_id(),
        post=post,
        kind=comment.kind,
        status=STATUSES[comment.approved],
        author_name=comment.author or ANONYMOUS,
        author_email=_email(comment.email),
        author_url=_url(comment.url),
        body=body,
        body_html=clean_comment(paragraphs(body)),
        submitted_at=comment.at or batch.at,
        created_at=batch.at,
        source_key=key,
    )


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text


def _url(text: str) -> str:
    address = safe_url(text) or ""
    return address if address.startswith(("http://", "https://")) else ""


def _thread(rows: dict[str, Comment], wanted: dict[str, WxrComment], number: str) -> None:
    """Hang a comment on its parent and on the comment that began the thread; loops are cut."""
    row, above = rows[number], wanted[number].parent
    if above not in rows or above == number:
        return
    root, seen = above, {number}
    while root not in seen and wanted[root].parent in rows:
        seen.add(root)
        root = wanted[root].parent
    if root in seen:
        return
    row.parent_id, row.thread_id = rows[above].pk, rows[root].pk
