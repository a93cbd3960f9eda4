"""Comments, over the same actions as the pages."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from shared_apps.foundation.clock import now
from shared_apps.foundation.paging import keyset_page
from shared_apps.identity.client_address import client_address
from tenant_apps.blog import permissions
from tenant_apps.blog.actions.comments import (
    Said,
    delete_comments,
    moderate_comments,
    submit_comment,
)
from tenant_apps.blog.api import shapes
from tenant_apps.blog.models import Comment
from tenant_apps.blog.queries import conversations, reading
from tenants.access import Access
from tenants.api.base import ApiViewSet

PUBLIC = Access("public", module="blog")


class CommentViewSet(ApiViewSet):
    """Comments."""

    access: ClassVar[dict[str, str | Access]] = {
        "list": PUBLIC,
        "retrieve": PUBLIC,
        "create": PUBLIC,
        "partial_update": permissions.MODERATE,
        "destroy": permissions.MODERATE,
    }

    def _shape(self) -> dict[str, Any]:
        return {"can_moderate": self.member.can(permissions.MODERATE)}

    @extend_schema(
        operation_id="blog_comments",
        parameters=[shapes.CommentQuery],
        responses=shapes.CommentPageShape,
    )
    def list(self, request: Request) -> Response:
        """Return comments, newest first; those not approved for moderators only."""
        asked = shapes.read_query(shapes.CommentQuery, request)
        rows = conversations.comments_for(self.member, now())
        if "post" in asked:
            rows = rows.filter(post_id=asked["post"])
        if "status" in asked:
            rows = rows.filter(status=asked["status"])
        page = keyset_page(
            rows, moment="submitted_at", cursor=asked.get("cursor"), size=asked["limit"]
        )
        shown = {"results": page.rows, "next": page.next_cursor}
        return Response(shapes.CommentPageShape(shown, context=self._shape()).data)

    @extend_schema(operation_id="blog_comment", responses=shapes.CommentShape)
    def retrieve(self, request: Request, comment_id: UUID) -> Response:
        """Return a comment."""
        return self._answer(self._row(comment_id))

    @extend_schema(
        operation_id="blog_comment_create",
        request=shapes.WriteCommentShape,
        responses={201: shapes.CommentShape},
    )
    def create(self, request: Request) -> Response:
        """Comment on a post; `status` of the answer says whether it waits for a moderator."""
        fields, at = shapes.read(shapes.WriteCommentShape, request.data), now()
        if not self.member.is_signed_in:
            _refuse_unsigned(fields)
        post = reading.readable_by_id(self.member, fields.pop("post"), at)
        made = submit_comment(
            post=post,
            said=Said(**fields),
            member=self.member,
            address=client_address(request._request),
            at=at,
        )
        return self._answer(made, 201)

    @extend_schema(
        operation_id="blog_comment_moderate",
        request=shapes.ModerateShape,
        responses=shapes.CommentShape,
    )
    def partial_update(self, request: Request, comment_id: UUID) -> Response:
        """Approve a comment, or put it where it belongs."""
        status = shapes.read(shapes.ModerateShape, request.data)["status"]
        row = self._row(comment_id)
        moderate_comments(comment_ids=[row.pk], status=status, by=self.member.person)
        return self._answer(self._row(comment_id))

    @extend_schema(operation_id="blog_comment_delete", responses={204: None})
    def destroy(self, request: Request, comment_id: UUID) -> Response:
        """Move a comment to the trash; delete it for good where it is there, or is spam."""
        row = self._row(comment_id)
        if not delete_comments(comment_ids=[row.pk], by=self.member.person):
            trash = Comment.Status.TRASH
            moderate_comments(comment_ids=[row.pk], status=trash, by=self.member.person)
        return Response(status=204)

    def _row(self, comment_id: UUID) -> Comment:
        return conversations.comment_for(self.member, comment_id, now())

    def _answer(self, comment: Any, status: int = 200) -> Response:
        return Response(shapes.CommentShape(comment, context=self._shape()).data, status=status)


def _refuse_unsigned(fields: dict[str, Any]) -> None:
    """Raise ValidationError unless a visitor has signed the comment."""
    missing = [name for name in ("name", "email") if not fields.get(name)]
    if missing:
        raise ValidationError({name: ["Visitors sign their comments."] for name in missing})
