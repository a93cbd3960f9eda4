"""Addresses and senders in e-mail: never taken from what a request claims."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.http import HttpRequest

from tenants.directory import WorkspaceEntry


def base_url_of(request: HttpRequest) -> str:
    """Return the address of the site that was asked, as the directory knows it, no slash.

    The Host header may carry any port; a link in an e-mail must not.
    """
    entry: WorkspaceEntry | None = getattr(request, "workspace", None)
    return (entry.url if entry else settings.PUBLIC_URL).rstrip("/")


def sender_of(entry: WorkspaceEntry | None) -> str:
    """Return the From header: the installation's address under the workspace's name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((entry.name if entry else name, address))
