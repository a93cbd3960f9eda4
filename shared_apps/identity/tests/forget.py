"""Takes back a person whom a test has committed."""

from allauth.account.models import EmailAddress

from shared_apps.identity.models import RefreshFamily, Session, SignInTicket, User


def forget(*people: User) -> None:
    """Delete people who have no place in any workspace.

    Not User.delete(): Django would look for their rows in workspace tables, and none is set.
    """
    keys = [person.pk for person in people]
    for model in (EmailAddress, RefreshFamily, Session, SignInTicket):
        model.objects.filter(user_id__in=keys).delete()  # type: ignore[attr-defined]
    User.objects.filter(pk__in=keys)._raw_delete("default")
