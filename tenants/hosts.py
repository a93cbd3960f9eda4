"""Addresses on this installation's own hosts."""

from django.conf import settings


def url_of_slug(slug: str) -> str:
    """Return the address of a workspace's own subdomain, with a slash at its end."""
    host = f"{slug}.{settings.ATRIUM_BASE_DOMAIN}{settings.ATRIUM_PORT_SUFFIX}"
    return f"{settings.ATRIUM_SCHEME}://{host}/"
