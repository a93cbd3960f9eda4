"""Invitations that wait for an answer."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.foundation.clock import now
from tenants.access import Access
from tenants.api.base import ApiView
from tenants.people.actions import invite, resend_invitation, revoke_invitation
from tenants.people.queries import invitation, open_invitations

from .shapes import REFUSALS, REFUSED, InvitationShape, InvitedShape, InviteShape, read

CAPABILITY = "workspace.manage_members"


class InvitationsView(ApiView):
    """All open invitations: at most 500, so they come in one piece."""

    access: ClassVar[dict[str, str | Access]] = {"get": CAPABILITY, "post": CAPABILITY}

    @extend_schema(
        operation_id="workspace_invitations",
        responses={200: InvitationShape(many=True), **REFUSALS},
    )
    def get(self, request: Request) -> Response:
        """Return the invitations that nobody has accepted or taken back, newest first."""
        return Response(InvitationShape(open_invitations(self.entry), many=True).data)

    @extend_schema(
        operation_id="workspace_invite",
        request=InviteShape,
        responses={201: InvitedShape, 409: REFUSED, **REFUSALS},
    )
    def post(self, request: Request) -> Response:
        """Invite people by e-mail, all for the same role."""
        made = invite(**read(request, InviteShape), by=self.member, at=now())
        return Response(InvitedShape(made).data, status=201)


class InvitationView(ApiView):
    """One open invitation."""

    access: ClassVar[dict[str, str | Access]] = {"post": CAPABILITY, "delete": CAPABILITY}

    @extend_schema(
        operation_id="workspace_invitation_resend",
        request=None,
        responses={200: InvitationShape, **REFUSALS},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Send it again with a new link; the old one stops working."""
        row = resend_invitation(invitation=invitation(self.entry, pk), by=self.member, at=now())
        return Response(InvitationShape(row).data)

    @extend_schema(operation_id="workspace_invitation_revoke", responses={204: None, **REFUSALS})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take it back: its link stops working."""
        revoke_invitation(invitation=invitation(self.entry, pk), by=self.member, at=now())
        return Response(status=204)
