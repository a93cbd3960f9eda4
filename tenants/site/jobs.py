"""What follows a sign-up without making anybody wait."""

from allauth.account.models import EmailAddress
from allauth.core import context
from django.http import HttpRequest
from django.test.client import RequestFactory

from shared_apps.identity.models import User
from shared_apps.identity.verified_email import is_verified
from tenants.directory import WorkspaceEntry, current_entry
from tenants.jobs import job

CONFIRM_ADDRESS = "site.confirm_address"


@job(CONFIRM_ADDRESS)
def confirm_address(user_id: str) -> None:
    """Send a new owner the link that shows their mailbox is theirs; twice sends it twice."""
    person, entry = User.objects.filter(pk=user_id).first(), current_entry()
    if person is None or entry is None or is_verified(person):
        return
    address, _ = EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"primary": True}
    )
    request = request_on(entry)
    with context.request_context(request):
        address.send_confirmation(request, signup=True)


def request_on(entry: WorkspaceEntry) -> HttpRequest:
    """Return a request on the workspace's host, for allauth, which writes mail only to one."""
    request = RequestFactory(SERVER_NAME=entry.host).get("/")
    request.workspace = entry  # type: ignore[attr-defined]
    return request
