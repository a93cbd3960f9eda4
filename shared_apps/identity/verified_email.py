"""Whether a person has shown that the mailbox is theirs; kept in allauth's table."""

from allauth.account.models import EmailAddress

from .models import User


def is_verified(user: User) -> bool:
    """Return whether the person's present address has been verified."""
    known = EmailAddress.objects.filter(user=user, email=user.email, verified=True)
    return bool(known.exists())


def mark_verified(user: User) -> None:
    """Note that the person has read mail at their address. Twice changes nothing.

    Others may have claimed the address before without proof; their claims end.
    """
    EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
    EmailAddress.objects.filter(user=user, primary=True).exclude(email=user.email).update(
        primary=False
    )
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
