"""Abstract bases for every table of ours."""

from django.db import models

from .clock import now
from .ids import new_id


class IdentifiedModel(models.Model):
    """A row known by a UUIDv7, so that ids survive export and restore."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class TimestampedModel(IdentifiedModel):
    """An identified row that knows when it was made and last changed (UTC)."""

    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
