"""Comments on their way in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError
from shared_apps.identity.client_address import client_address
from tenant_apps.blog import permissions
from tenant_apps.blog.actions.comments import Said, submit_comment
from tenant_apps.blog.forms.comments import CommentForm
from tenant_apps.blog.models import Comment, Post
from tenant_apps.blog.queries import reading
from tenants.access import requires
from tenants.middleware import member_on

from .article import answer_article

SENTENCES = {
    Comment.Status.APPROVED: "Thank you. Your comment is published.",
    Comment.Status.PENDING: "Thank you. Your comment appears once a moderator has read it.",
}


@requires(permissions.COMMENT)
@require_POST
def comment(request: HttpRequest, post_id: UUID) -> HttpResponseBase:
    """Take a comment on a post."""
    at, member = now(), member_on(request)
    post = reading.readable_by_id(member, post_id, at)
    form = CommentForm(request.POST, member=member)
    if not form.is_valid():
        return answer_article(request, post, at=at, form=form, status=400)
    try:
        made = submit_comment(
            post=post,
            said=Said(**form.cleaned_data),
            member=member,
            address=client_address(request),
            at=at,
        )
    except AtriumError as refusal:
        form.add_error(None, refusal.message)
        return answer_article(request, post, at=at, form=form, status=refusal.status)
    return _thanks(request, post, made)


def _thanks(request: HttpRequest, post: Post, made: Comment | None) -> HttpResponse:
    status = Comment.Status(made.status) if made else Comment.Status.PENDING
    messages.success(request, SENTENCES[status])
    where = f"comment-{made.pk}" if made and status == Comment.Status.APPROVED else "comments"
    return redirect(f"{post.get_absolute_url()}#{where}")
