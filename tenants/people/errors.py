"""What can be refused around members and invitations, in words."""

from shared_apps.foundation.errors import AtriumError, Conflict, Forbidden, NotFound


class BeyondYourRole(Forbidden):
    """The person, or the role to give, is not below the actor's own."""

    code = "people.beyond_your_role"
    sentence = "You can only manage people, and give roles, below your own role."


class OwnerIsFixed(Conflict):
    """The owner's role changes only by handing the workspace over."""

    code = "people.owner_fixed"
    sentence = "The owner stays the owner until the workspace is handed to somebody else."


class OwnerCannotLeave(Conflict):
    """A workspace never stands without an owner."""

    code = "people.owner_cannot_leave"
    sentence = "You own this workspace. Hand it to somebody else before you leave."


class NotAnHeir(Conflict):
    """A workspace goes to an active member who works in it."""

    code = "people.not_an_heir"
    sentence = "A workspace can only be handed to an active member who is not a customer."


class NoSuchMember(NotFound):
    """No such person belongs to this workspace."""

    code = "people.no_such_member"
    sentence = "This person does not belong to the workspace."


class NoSuchInvitation(NotFound):
    """Unknown, foreign or mangled: the answer is the same, so guesses learn nothing."""

    code = "people.no_such_invitation"
    sentence = "This invitation link is not valid here. Ask for a new one."


class InvitationExpired(AtriumError):
    """The invitation was good once, a week ago or more."""

    code = "people.invitation_expired"
    status = 410
    sentence = "This invitation has expired. Ask the person who sent it for a new one."


class InvitationRevoked(AtriumError):
    """Somebody has taken the invitation back."""

    code = "people.invitation_revoked"
    status = 410
    sentence = "This invitation has been taken back. Ask the person who sent it for a new one."


class InvitationUsed(AtriumError):
    """The invitation has been accepted already."""

    code = "people.invitation_used"
    status = 410
    sentence = "This invitation has been accepted already. Sign in to open the workspace."


class InvitationForOther(Forbidden):
    """The person who is signed in is not the one who was invited."""

    code = "people.invitation_for_other"
    sentence = "This invitation is for {email}. Sign in with that address to accept it."


class HasAccount(Conflict):
    """The invited address has an account, which nobody may set a password for."""

    code = "people.has_account"
    sentence = "There is an account for this address already. Sign in to accept the invitation."


class TooManyInvitations(Conflict):
    """More invitations at once, or waiting, than a workspace may have."""

    code = "people.too_many_invitations"
    sentence = "Up to {most} invitations can wait for an answer at once. Take some back first."
