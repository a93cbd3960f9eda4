"""Who writes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from shared_apps.foundation.models import TimestampedModel


class Author(TimestampedModel):
    """A byline: a member's, or a bare name that came with an import."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    bio = models.TextField(blank=True)
    # The login on the site an export came from, so that a second import finds its authors.
    source_login = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                "user", condition=Q(user__isnull=False), name="blog_author_one_per_user"
            ),
            models.UniqueConstraint(
                "source_login", condition=~Q(source_login=""), name="blog_author_source_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
