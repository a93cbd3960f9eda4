"""Figures for the dashboard."""

from django.db.models import Count, Q

from shared_apps.registry.manifest import CardContent
from tenant_apps.blog.addresses import address
from tenant_apps.blog.models import Comment, Post
from tenants.access import Member


def card_posts(_member: Member) -> CardContent:
    """Return how much is published, and what is on its way."""
    counts = Post.objects.aggregate(
        shown=Count("id", filter=Q(status=Post.Status.PUBLISHED)),
        drafts=Count("id", filter=Q(status=Post.Status.DRAFT)),
        scheduled=Count("id", filter=Q(status=Post.Status.SCHEDULED)),
    )
    sentence = f"published, {counts['drafts']} in draft, {counts['scheduled']} scheduled"
    return CardContent(str(counts["shown"]), sentence, address("blog_manage:posts"))


def card_comments(_member: Member) -> CardContent:
    """Return how many comments wait for a moderator."""
    waiting = Comment.objects.pending().count()
    sentence = "comment waits for you" if waiting == 1 else "comments wait for you"
    return CardContent(str(waiting), sentence, address("blog_manage:comments"))


def pending_badge(_member: Member) -> int | None:
    """Return the number beside "Comments" in the navigation, None where nothing waits."""
    return Comment.objects.pending().count() or None
