"""What the blog's templates ask of a post: `{% load blog %}`."""

from django import template
from django.utils.safestring import SafeString

from shared_apps.foundation.clock import now

from ..models import Post
from ..queries import search

register = template.Library()


@register.filter
def is_live(post: Post) -> bool:
    """Return whether everybody may read the post at this moment."""
    return post.is_public(now())


@register.filter
def snippet(post: Post) -> SafeString:
    """Return the part of a post that was found, with the words marked."""
    return search.snippet(post)
