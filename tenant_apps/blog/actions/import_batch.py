"""What one batch of an import gathers: counts, skips, and what it knows of the whole file."""

from collections import Counter
from datetime import datetime
from functools import cached_property

from tenant_apps.blog.models import ImportRun, ImportSkip
from tenant_apps.blog.writing.text import shorten
from tenant_apps.blog.wxr.reasons import REASONS
from tenant_apps.blog.wxr.records import Contents, Glance

from .imports import checkpoint

CREATED, UNCHANGED = "created", "unchanged"


class Whole:
    """An export at a glance, with the ways from one item to another."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents

    @cached_property
    def repeated(self) -> set[int]:
        """Return the positions of items that came before."""
        seen: set[tuple[str, str]] = set()
        twice: set[int] = set()
        for each in self.contents.items:
            key = (each.kind, each.key)
            if each.key and key in seen:
                twice.add(each.position)
            seen.add(key)
        return twice

    @cached_property
    def by_id(self) -> dict[str, Glance]:
        """Return the items by their number."""
        return {each.id: each for each in self.contents.items if each.id}

    @cached_property
    def attachments_of(self) -> dict[str, list[str]]:
        """Return the addresses of attachments by the number of the post they were uploaded to."""
        found: dict[str, list[str]] = {}
        for each in self.contents.items:
            if each.attachment_url:
                found.setdefault(each.parent, []).append(each.attachment_url)
        return found

    @cached_property
    def pages_below(self) -> dict[str, list[Glance]]:
        """Return the pages by the number of the page above them."""
        found: dict[str, list[Glance]] = {}
        for each in self.contents.items:
            if each.kind == "page" and each.parent not in {"", "0"}:
                found.setdefault(each.parent, []).append(each)
        return found

    def pictures(self, ids: list[str], post_id: str) -> list[str]:
        """Return the addresses of a gallery: those named, or all that the post has."""
        if not ids:
            return self.attachments_of.get(post_id, [])
        named = (self.by_id.get(each) for each in ids)
        return [each.attachment_url for each in named if each and each.attachment_url]


class Batch:
    """The books of one transaction of an import."""

    def __init__(self, run: ImportRun, whole: Whole, at: datetime) -> None:
        self.run, self.whole, self.at = run, whole, at
        self.counts: Counter[str] = Counter()
        self._skips: list[ImportSkip] = []

    def count(self, kind: str, outcome: str) -> None:
        """Count one thing: kind "post", "comment", ...; outcome "created" or "unchanged"."""
        self.counts[f"{kind}.{outcome}"] += 1

    def note(self, reason: str, kind: str, title: str, detail: str = "") -> None:
        """Note for the report why something is not here, or not as it was."""
        self.counts["skipped" if REASONS[reason].left_out else "changed"] += 1
        self._skips.append(
            ImportSkip(
                run=self.run,
                kind=kind[:60],
                title=shorten(title or "Untitled", 300),
                reason=reason,
                detail=detail[:500],
            )
        )

    def close(self, *, done: int) -> None:
        """Write the books with the checkpoint."""
        ImportSkip.objects.bulk_create(self._skips)
        checkpoint(run=self.run, done=done, counts=dict(self.counts), at=self.at)
