"""Objects of the workspace itself that its own routes lead to."""

from datetime import timedelta
from typing import Any

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from shared_apps.identity.secrets_at_rest import digest_of
from tenants.models import Invitation, Membership, Workspace

TOKEN = "t" * 43


def samples(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """Return kwargs by route name, each leading to an object made now."""
    mia, _ = User.objects.get_or_create(email="mia@example.com")
    seat, _ = Membership.objects.get_or_create(
        workspace=workspace, user=mia, defaults={"role": "member"}
    )
    invitation, _ = Invitation.objects.get_or_create(
        workspace=workspace,
        email="eva@example.com",
        defaults={
            "role": "member",
            "digest": digest_of(TOKEN),
            "expires_at": now() + timedelta(days=1),
        },
    )
    member, invited = {"pk": seat.pk}, {"pk": invitation.pk}
    return {
        "manage:member_role": member,
        "manage:member_active": member,
        "manage:member_remove": member,
        "manage:member_transfer": member,
        "manage:invitation_resend": invited,
        "manage:invitation_revoke": invited,
        "invitation": {"token": TOKEN},
    }
