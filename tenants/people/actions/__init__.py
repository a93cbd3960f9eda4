"""What can happen to members and invitations."""

from .invitations import (
    Invited,
    accept_as_new_person,
    accept_invitation,
    invite,
    resend_invitation,
    revoke_invitation,
)
from .membership import (
    change_role,
    deactivate_member,
    join_as_customer,
    leave_workspace,
    reactivate_member,
    remove_member,
    transfer_ownership,
)

__all__ = [
    "Invited",
    "accept_as_new_person",
    "accept_invitation",
    "change_role",
    "deactivate_member",
    "invite",
    "join_as_customer",
    "leave_workspace",
    "reactivate_member",
    "remove_member",
    "resend_invitation",
    "revoke_invitation",
    "transfer_ownership",
]
