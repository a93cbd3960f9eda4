"""Members: who they are, their roles, their end."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.foundation.clock import now
from shared_apps.foundation.paging import keyset_page
from tenants.access import Access
from tenants.api.base import ApiView
from tenants.models import Membership
from tenants.people.actions import (
    change_role,
    deactivate_member,
    reactivate_member,
    remove_member,
)
from tenants.people.queries import members_of, membership

from .shapes import REFUSALS, REFUSED, MemberPageShape, MemberShape, RoleShape, read


class MembersView(ApiView):
    """All members."""

    access: ClassVar[dict[str, str | Access]] = {"get": "workspace.view_members"}

    @extend_schema(
        operation_id="workspace_members",
        parameters=[OpenApiParameter("cursor", str)],
        responses={200: MemberPageShape, **REFUSALS},
    )
    def get(self, request: Request) -> Response:
        """Return a slice of the members, those who joined last first."""
        page = keyset_page(
            members_of(self.entry), moment="created_at", cursor=request.GET.get("cursor")
        )
        shown = {"results": page.rows, "next": page.next_cursor}
        return Response(MemberPageShape(shown).data)


class MemberView(ApiView):
    """One member."""

    access: ClassVar[dict[str, str | Access]] = {
        "get": "workspace.view_members",
        "patch": "workspace.manage_members",
        "delete": "workspace.manage_members",
    }

    def _row(self, pk: UUID) -> Membership:
        return membership(self.entry, pk)

    @extend_schema(operation_id="workspace_member", responses={200: MemberShape, **REFUSALS})
    def get(self, request: Request, pk: UUID) -> Response:
        """Return the member."""
        return Response(MemberShape(self._row(pk)).data)

    @extend_schema(
        operation_id="workspace_member_change",
        request=RoleShape(partial=True),
        responses={200: MemberShape, 409: REFUSED, **REFUSALS},
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Give another role, shut out (`is_active` false), or let in again."""
        row, given, at = self._row(pk), read(request, RoleShape, partial=True), now()
        if "role" in given:
            row = change_role(membership=row, role=given["role"], by=self.member, at=at)
        if "is_active" in given:
            turn = reactivate_member if given["is_active"] else deactivate_member
            row = turn(membership=row, by=self.member, at=at)
        return Response(MemberShape(row).data)

    @extend_schema(
        operation_id="workspace_member_remove", responses={204: None, 409: REFUSED, **REFUSALS}
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """End the membership; what the person made stays."""
        remove_member(membership=self._row(pk), by=self.member, at=now())
        return Response(status=204)
