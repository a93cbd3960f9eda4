"""The address that lets a new owner in on the host of their workspace, once."""

from datetime import datetime
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings

from shared_apps.identity.models import User
from shared_apps.identity.tickets import issue_ticket
from tenants.models import Workspace

from .sign_up import SignedUp


def address_of_entrance(made: SignedUp, *, at: datetime) -> str:
    """Return where the browser goes after signing up.

    A person with a second factor signs in there by the usual door: a password alone must
    not open a session in which the second factor could be taken off.
    """
    base = workspace_url(made.workspace)
    if not made.is_new_person and has_second_factor(made.owner):
        return f"{base}account/login/?{urlencode({'next': '/manage/'})}"
    ticket = issue_ticket(made.owner, made.workspace.ref, at)
    return f"{base}welcome/?{urlencode({'ticket': ticket})}"


def workspace_url(workspace: Workspace) -> str:
    """Return the address of a workspace's own subdomain, with a slash at its end."""
    host = f"{workspace.slug}.{settings.ATRIUM_BASE_DOMAIN}{settings.ATRIUM_PORT_SUFFIX}"
    return f"{settings.ATRIUM_SCHEME}://{host}/"


def has_second_factor(person: User) -> bool:
    """Return whether the person signs in with more than a password."""
    return Authenticator.objects.filter(user=person).exists()
