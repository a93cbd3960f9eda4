"""One-time tickets that carry a sign-in from the public host to a workspace's host.

Cookies are host-only, so a sign-up on the public site cannot sign anybody in elsewhere;
a ticket in the address does, once, within a minute, at the one workspace it was made for.
"""

from datetime import datetime, timedelta

from django.db import connection

from shared_apps.foundation.errors import AtriumError

from .models import SignInTicket, User
from .secrets_at_rest import digest_of, new_secret
from .session_scope import Scope

LIFETIME = timedelta(seconds=60)
# One statement: of two that show the same ticket at once, one finds it gone.
REDEEM = """
DELETE FROM public.identity_signinticket
WHERE digest = %s AND workspace_id = %s AND generation = %s AND expires_at > %s
RETURNING user_id
"""


class TicketRefused(AtriumError):
    """The ticket is unknown, used, expired or meant for another workspace: all look alike."""

    code = "identity.ticket_refused"
    status = 403
    sentence = "This sign-in link has been used or is too old. Sign in with your password instead."


def issue_ticket(user: User, workspace: Scope, at: datetime) -> str:
    """Return a ticket that signs `user` in at `workspace` within a minute of `at`."""
    secret = new_secret()
    SignInTicket.objects.create(
        digest=digest_of(secret),
        user=user,
        workspace_id=workspace.id,
        generation=workspace.generation,
        expires_at=at + LIFETIME,
    )
    return secret


def redeem_ticket(token: str, workspace: Scope, at: datetime) -> User:
    """Use a ticket up and return its person; raise TicketRefused."""
    with connection.cursor() as cursor:
        cursor.execute(REDEEM, [digest_of(token), workspace.id, workspace.generation, at])
        row = cursor.fetchone()
    user = User.objects.filter(pk=row[0], is_active=True).first() if row else None
    if user is None:
        raise TicketRefused
    return user
