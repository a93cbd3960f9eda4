"""What importers ask for."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from shared_apps.foundation.errors import NotFound
from tenant_apps.blog.models import ImportRun, ImportSkip
from tenant_apps.blog.wxr.reasons import REASONS, Reason
from tenants.access import Member

SHOWN_PER_REASON = 100
NOUNS = (
    ("post", "Posts"),
    ("page", "Pages"),
    ("comment", "Comments"),
    ("category", "Categories"),
    ("tag", "Tags"),
    ("author", "Authors"),
)


@dataclass(frozen=True)
class Line:
    """One kind of thing in a report."""

    noun: str
    created: int
    unchanged: int


@dataclass(frozen=True)
class Group:
    """All that was left out, or changed, for one reason; `rows` are the first of them."""

    reason: Reason
    total: int
    rows: list[ImportSkip]


@dataclass(frozen=True)
class Report:
    """What an import brought, what it left out and what it changed on the way."""

    lines: list[Line]
    left_out: list[Group]
    changed: list[Group]


def runs(member: Member) -> QuerySet[ImportRun]:
    """Return the imports of this workspace, newest first."""
    rows = ImportRun.objects if member.can("blog.import") else ImportRun.objects.none()
    return rows.select_related("started_by").order_by("-created_at", "-id")


def run_of(member: Member, run_id: UUID) -> ImportRun:
    """Return one import; raise NotFound."""
    found = runs(member).filter(pk=run_id).first()
    if found is None:
        raise NotFound
    return found


def report(run: ImportRun) -> Report:
    """Return what there is to say of an import, so far or at its end."""
    groups = [_group(run, reason, total) for reason, total in _totals(run)]
    return Report(
        lines=[
            Line(noun, run.counts.get(f"{key}.created", 0), run.counts.get(f"{key}.unchanged", 0))
            for key, noun in NOUNS
        ],
        left_out=[group for group in groups if group.reason.left_out],
        changed=[group for group in groups if not group.reason.left_out],
    )


def _totals(run: ImportRun) -> list[tuple[str, int]]:
    rows = run.skips.order_by().values_list("reason").annotate(total=Count("id"))
    return sorted(
        (row for row in rows if row[0] in REASONS), key=lambda row: list(REASONS).index(row[0])
    )


def _group(run: ImportRun, reason: str, total: int) -> Group:
    rows = run.skips.filter(reason=reason).order_by("id")[:SHOWN_PER_REASON]
    return Group(REASONS[reason], total, list(rows))
