"""What the blog knows of a person, and how it forgets them."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from shared_apps.identity.models import User

from .models import Author, Comment, ImportRun

NOBODY = "Somebody"


def export_person(user: User) -> dict[str, Any]:
    """Return the person's bylines, posts and comments as JSON-ready data."""
    return {
        "authors": [
            {"name": a.name, "bio": a.bio, "posts": [p.title for p in a.posts.all()]}
            for a in Author.objects.filter(user=user).prefetch_related("posts")
        ],
        "comments": [
            {
                "post": comment.post.shown_title,
                "name": comment.author_name,
                "email": comment.author_email,
                "text": comment.body,
                "submitted_at": comment.submitted_at.isoformat(),
            }
            for comment in _comments(user).select_related("post")
        ],
    }


@transaction.atomic
def erase_person(user: User) -> None:
    """Take the person's name and address off all they wrote; the conversation stays whole."""
    for author in Author.objects.select_for_update().filter(user=user).order_by("id"):
        author.user, author.name, author.bio = None, NOBODY, ""
        author.slug = f"somebody-{author.pk.hex[-8:]}"
        author.save(update_fields=["user", "name", "bio", "slug", "updated_at"])
    _comments(user).update(author_name=NOBODY, author_email="", author_url="", user=None)
    ImportRun.objects.filter(started_by=user).update(started_by=None)


def _comments(user: User) -> Any:
    return Comment.objects.filter(Q(user=user) | Q(author_email__iexact=user.email))
