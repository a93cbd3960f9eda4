"""The blog's part in the workspace-wide search."""

from shared_apps.foundation.clock import now
from tenant_apps.blog.queries import search
from tenants.access import Member

SENTENCE = 160


def provide(member: Member, text: str, limit: int = 5) -> list[dict[str, str]]:
    """Return what the public blog holds of these words: title, address, sentence."""
    found = search.find(text, now()).posts[:limit] if member.can("blog.read") else ()
    return [
        {"title": p.shown_title, "url": p.get_absolute_url(), "sentence": p.body_text[:SENTENCE]}
        for p in found
    ]
