"""The e-mail that carries an invitation's link."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from tenants.directory import WorkspaceEntry
from tenants.models import Invitation

from .letterhead import sender_of


def send_invitation(row: Invitation, *, token: str, entry: WorkspaceEntry) -> None:
    """Send the invitation to its address, with the link on the workspace's own host."""
    path = reverse("invitation", args=[token], urlconf="config.urls_workspace")
    context = {
        "invitation": row,
        "workspace": entry,
        "inviter": row.invited_by,
        "url": entry.url.rstrip("/") + path,
    }
    subject = render_to_string("people/email/invitation_subject.txt", context)
    text = render_to_string("people/email/invitation_message.txt", context)
    html = render_to_string("people/email/invitation_message.html", context)
    message = EmailMultiAlternatives(
        " ".join(subject.split()), text, sender_of(entry), to=[row.email]
    )
    message.attach_alternative(html, "text/html")
    message.send()
