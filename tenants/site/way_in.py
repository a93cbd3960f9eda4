"""The address that lets a new owner in on the host of their workspace, once."""

from datetime import datetime
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator

from shared_apps.identity.models import User
from shared_apps.identity.tickets import issue_ticket
from tenants.hosts import url_of_slug

from .sign_up import SignedUp


def address_of_entrance(made: SignedUp, *, at: datetime) -> str:
    """Return where the browser goes after signing up.

    A person with a second factor signs in there by the usual door: a password alone must
    not open a session in which the second factor could be taken off.
    """
    base = url_of_slug(made.workspace.slug)
    if not made.is_new_person and has_second_factor(made.owner):
        return f"{base}account/login/?{urlencode({'next': '/manage/'})}"
    ticket = issue_ticket(made.owner, made.workspace.ref, at)
    return f"{base}welcome/?{urlencode({'ticket': ticket})}"


def has_second_factor(person: User) -> bool:
    """Return whether the person signs in with more than a password."""
    return bool(Authenticator.objects.filter(user=person).exists())
