"""What the blog's templates ask of a post: `{% load blog %}`."""

from django import template
from django.utils.safestring import SafeString

from shared_apps.foundation.clock import now
from tenant_apps.blog.models import Post
from tenant_apps.blog.queries import search

register = template.Library()


@register.filter
def is_live(post: Post) -> bool:
    """Return whether everybody may read the post at this moment."""
    return post.is_public(now())


@register.filter
def snippet(post: Post) -> SafeString:
    """Return the part of a post that was found, with the words marked."""
    return search.snippet(post)
