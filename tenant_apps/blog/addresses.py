"""Addresses of the blog's pages, also for code that runs outside a request."""

from django.conf import settings
from django.urls import reverse


def address(name: str, *args: object) -> str:
    """Return the path of a page on a workspace's host."""
    return reverse(name, urlconf=settings.URLCONF_WORKSPACE, args=args)
