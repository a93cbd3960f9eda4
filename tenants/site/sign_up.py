"""Signing an organisation up: a person, a workspace and the way in, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from shared_apps.foundation.errors import Invalid
from shared_apps.identity.models import User
from tenants.jobs import enqueue_for
from tenants.models import Workspace
from tenants.provisioning.actions import found_workspace
from tenants.provisioning.pool import make_sure_one_is_ready

from .jobs import CONFIRM_ADDRESS


class CannotSignUp(Invalid):
    """The address belongs to somebody whose password was not given.

    One sentence for a wrong password, a closed account and a lost race alike.
    """

    code = "sign_up.not_accepted"
    sentence = (
        "This e-mail address and password cannot be used together. "
        "If you have an account already, sign up with its password, or reset that first."
    )


@dataclass(frozen=True)
class SignedUp:
    """A new workspace and its owner. `is_new_person` is False for a second workspace."""

    workspace: Workspace
    owner: User
    is_new_person: bool


def sign_up(
    *, organisation: str, slug: str, name: str, email: str, password: str, at: datetime
) -> SignedUp:
    """Found a workspace for a new person, or for one who proves to have the account.

    Either way exactly one password hash is computed, so the time taken tells nothing.
    Raises CannotSignUp, and SlugTaken where somebody was faster.
    """
    known = User.objects.filter(email=email.strip().lower()).first()
    owner = known or User(email=email.strip().lower(), name=name, joined_at=at)
    if known is None:
        # Hashed before the transaction, which must not stay open for 20 ms of arithmetic.
        owner.password = make_password(password)
    elif not known.check_password(password) or not known.is_active:
        raise CannotSignUp
    make_sure_one_is_ready()
    with transaction.atomic():
        if known is None:
            _insert(owner)
        workspace = found_workspace(name=organisation, slug=slug, owner=owner, at=at)
        if known is None:
            enqueue_for(workspace.ref, CONFIRM_ADDRESS, str(owner.pk))
    return SignedUp(workspace, owner, known is None)


def _insert(person: User) -> None:
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as refusal:
        if "identity_user_email_unique" not in str(refusal):
            raise
        raise CannotSignUp from None
