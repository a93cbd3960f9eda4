"""What can happen to an invitation: sent, sent again, taken back, accepted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from shared_apps.foundation.after_commit import after_commit
from shared_apps.foundation.errors import Invalid
from shared_apps.identity.models import User
from shared_apps.identity.secrets_at_rest import digest_of, new_secret
from shared_apps.identity.verified_email import mark_verified
from tenants.access import Member
from tenants.directory import WorkspaceEntry
from tenants.models import Invitation, Membership

from ..errors import HasAccount, InvitationForOther, NoSuchInvitation, TooManyInvitations
from ..invitation_mail import send_invitation
from ..queries import check_invitation, has_account, open_invitations
from ..ranks import check_may_manage, rank

LIFETIME = timedelta(days=7)
MOST_OPEN = 500


@dataclass(frozen=True)
class Invited:
    """What became of the addresses: invitations sent, and those who are members already."""

    sent: tuple[Invitation, ...]
    members_already: tuple[str, ...]


def invite(*, emails: Sequence[str], role: str, by: Member, at: datetime) -> Invited:
    """Send invitations for a role below the actor's own, one for each address.

    An address that has an open invitation gets a new link, and the old one stops working.
    Raises Invalid (field "emails") where an address makes no sense: then nothing is sent.
    Raises Forbidden, OwnerIsFixed, BeyondYourRole and TooManyInvitations.
    """
    check_may_manage(by, role)
    addresses = clean_addresses(emails)
    with transaction.atomic():
        members = set(
            Membership.objects.filter(
                workspace_id=by.entry.id, is_active=True, user__email__in=addresses
            ).values_list("user__email", flat=True)
        )
        wanted = [email for email in addresses if email not in members]
        known = {row.email: row for row in _locked(by.entry).filter(email__in=wanted)}
        if open_invitations(by.entry).count() + len(wanted) - len(known) > MOST_OPEN:
            raise TooManyInvitations(most=MOST_OPEN)
        sent = [_send(known.get(email) or _new(email, by), role, by, at) for email in wanted]
    return Invited(tuple(sent), tuple(email for email in addresses if email in members))


def clean_addresses(emails: Iterable[str]) -> list[str]:
    """Return the addresses in lower case, each once; raise Invalid naming the bad ones."""
    addresses = list(dict.fromkeys(e.strip().lower() for e in emails if e.strip()))
    bad = [email for email in addresses if not _is_address(email)]
    if bad:
        sentences = [f"“{email[:100]}” is not an e-mail address." for email in bad[:10]]
        raise Invalid(fields={"emails": sentences})
    if not addresses:
        raise Invalid(fields={"emails": ["Write at least one e-mail address."]})
    return addresses


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= 254


def resend_invitation(*, invitation: Invitation, by: Member, at: datetime) -> Invitation:
    """Send an open invitation again with a new link and a new week.

    Raises NoSuchInvitation where it is no longer open, Forbidden and BeyondYourRole.
    """
    with transaction.atomic():
        row = _open(invitation, by)
        check_may_manage(by, row.role)
        return _send(row, row.role, by, at)


def revoke_invitation(*, invitation: Invitation, by: Member, at: datetime) -> Invitation:
    """Take an open invitation back: its link stops working. Raises as resend_invitation."""
    with transaction.atomic():
        row = _open(invitation, by)
        check_may_manage(by, row.role)
        row.revoked_at = at
        row.save(update_fields=["revoked_at", "updated_at"])
    return row


def accept_invitation(*, invitation: Invitation, user: User, at: datetime) -> Membership:
    """Make the invited person a member; raise InvitationForOther for anybody else.

    Whoever has a place already keeps it and gets the higher of the two roles; a place that
    was deactivated is open again. Raises also InvitationUsed, -Revoked and -Expired.
    """
    with transaction.atomic():
        row = _current(invitation, at)
        if user.email != row.email:
            raise InvitationForOther(email=row.email)
        # The link was read in this mailbox, so the address is the person's own.
        mark_verified(user)
        row.accepted_at = at
        row.save(update_fields=["accepted_at", "updated_at"])
        return _seat(row, user)


def accept_as_new_person(
    *, invitation: Invitation, name: str, password: str, at: datetime
) -> Membership:
    """Make an account for the invited address and accept; raise HasAccount where one exists.

    The password has been validated by the form.
    """
    with transaction.atomic():
        row = _current(invitation, at)
        if has_account(row.email):
            raise HasAccount
        try:
            with transaction.atomic():
                user = User.objects.create_user(row.email, password, name=name, joined_at=at)
        except IntegrityError:
            raise HasAccount from None
        return accept_invitation(invitation=row, user=user, at=at)


def _locked(entry: WorkspaceEntry) -> QuerySet[Invitation]:
    return (
        Invitation.objects.select_for_update()
        .filter(workspace_id=entry.id, accepted_at=None, revoked_at=None)
        .order_by("pk")
    )


def _open(invitation: Invitation, by: Member) -> Invitation:
    row = _locked(by.entry).filter(pk=invitation.pk).first()
    if row is None:
        raise NoSuchInvitation
    return row


def _current(invitation: Invitation, at: datetime) -> Invitation:
    """Lock the row and check it as it is now: of two who accept at once, one is late."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    check_invitation(row, at)
    return row


def _new(email: str, by: Member) -> Invitation:
    return Invitation(workspace_id=by.entry.id, email=email)


def _send(row: Invitation, role: str, by: Member, at: datetime) -> Invitation:
    """Give the invitation a new link and a new week; the e-mail leaves after the commit."""
    token = new_secret()
    row.role, row.invited_by, row.digest = role, by.user, digest_of(token)
    row.expires_at = at + LIFETIME
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody invited the same address at this very moment; theirs is on its way.
        row = _locked(by.entry).get(email=row.email)
        return _send(row, role, by, at)
    after_commit(lambda: send_invitation(row, token=token, entry=by.entry))
    return row


def _seat(row: Invitation, user: User) -> Membership:
    seat, is_new = Membership.objects.select_for_update().get_or_create(
        workspace_id=row.workspace_id, user=user, defaults={"role": row.role}
    )
    if not is_new:
        if not seat.is_active or rank(row.role) > rank(seat.role):
            seat.role = row.role
        seat.is_active = True
        seat.save(update_fields=["role", "is_active", "updated_at"])
    return seat
