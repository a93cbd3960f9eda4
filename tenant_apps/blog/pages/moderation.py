"""The queue of comments."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from shared_apps.foundation.errors import Invalid
from shared_apps.foundation.paging import page_of
from tenant_apps.blog import permissions
from tenant_apps.blog.actions.comments import delete_comments, moderate_comments
from tenant_apps.blog.forms.posts import checked_ids
from tenant_apps.blog.models import Comment
from tenant_apps.blog.queries import moderation
from tenants.access import requires
from tenants.middleware import member_on

ROWS = 30
STEPS = {
    "approve": (Comment.Status.APPROVED, "approved"),
    "pending": (Comment.Status.PENDING, "put back into the queue"),
    "spam": (Comment.Status.SPAM, "marked as spam"),
    "trash": (Comment.Status.TRASH, "moved to the trash"),
}
DELETE = "delete"


class NothingChosen(Invalid):
    """No comment, or no known step, was chosen."""

    code = "blog.nothing_chosen"
    sentence = "Tick at least one comment and choose what to do with it."


@requires(permissions.MODERATE)
@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    """List the comments in one status, pending ones first of all."""
    status = _status(request.GET.get("status"))
    rows = moderation.queue(member_on(request), status, request.GET.get("q", ""))
    context = {
        "page": page_of(rows, request.GET.get("page"), ROWS),
        "status": status,
        "words": request.GET.get("q", "")[:100],
        "statuses": _tabs(status),
    }
    return render(request, "blog/manage/comments.html", context)


@requires(permissions.MODERATE)
@require_POST
def comments_bulk(request: HttpRequest) -> HttpResponseBase:
    """Do the same to all ticked comments."""
    # The button of a row names its comment; the bar's button takes the ticked ones.
    ids = list(checked_ids(request.POST.getlist("one") or request.POST.getlist("ids")))
    messages.success(request, _take(request, request.POST.get("step", ""), ids))
    back = urlencode({"status": _status(request.POST.get("status"))})
    return redirect(f"{reverse('blog_manage:comments')}?{back}")


def _take(request: HttpRequest, step: str, ids: list[Any]) -> str:
    member = member_on(request)
    if not ids or (step != DELETE and step not in STEPS):
        raise NothingChosen
    if step == DELETE:
        return _told(delete_comments(comment_ids=ids, by=member.person), "deleted for good")
    status, done = STEPS[step]
    changed = moderate_comments(comment_ids=ids, status=status, by=member.person)
    return _told(len(changed), done)


def _told(count: int, done: str) -> str:
    return f"{count} comment was {done}." if count == 1 else f"{count} comments were {done}."


def _status(raw: str | None) -> str:
    return raw if raw in Comment.Status.values else Comment.Status.PENDING


def _tabs(status: str) -> list[dict[str, Any]]:
    counts = moderation.status_counts()
    return [
        {"value": s.value, "label": s.label, "count": counts[s], "active": s == status}
        for s in Comment.Status
    ]
