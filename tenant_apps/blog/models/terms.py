"""How posts are sorted: a tree of categories, and flat tags."""

from django.db import models
from django.db.models import Q
from tree_queries.fields import TreeNodeForeignKey
from tree_queries.query import TreeQuerySet

from shared_apps.foundation.models import TimestampedModel


class Category(TimestampedModel):  # type: ignore[django-manager-missing]
    """A category; its posts also belong to every category above it."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True)
    description = models.TextField(blank=True)
    parent = TreeNodeForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )

    objects = TreeQuerySet.as_manager()  # type: ignore[django-manager-missing]

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="blog_category_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tag(TimestampedModel):
    """A word that several posts share."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
