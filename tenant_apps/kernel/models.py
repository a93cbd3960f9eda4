"""The outbox: facts written in the transaction of the change they tell of."""

from django.db import models
from django.db.models import Q

from shared_apps.foundation.clock import now
from shared_apps.foundation.models import IdentifiedModel


class OutboxFact(IdentifiedModel):
    """One fact, kept until each reaction to it has run, and some days longer.

    Three ends: delivered, parked (its reactions failed too often; a person must look), or
    forgotten once it has long been delivered.
    """

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    occurred_at = models.DateTimeField(default=now)
    delivered_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=now)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                "next_attempt_at",
                "id",
                condition=Q(delivered_at=None, parked_at=None),
                name="kernel_outbox_due",
            ),
            models.Index(
                "delivered_at",
                condition=~Q(delivered_at=None),
                name="kernel_outbox_delivered",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(parked_at=None),
                name="kernel_outbox_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class OutboxReaction(models.Model):
    """That one reaction to one fact has run; its row makes a second run impossible."""

    fact = models.ForeignKey(OutboxFact, on_delete=models.CASCADE, related_name="reactions")
    handler = models.CharField(max_length=200)
    done_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint("fact", "handler", name="kernel_outboxreaction_once"),
        ]

    def __str__(self) -> str:
        return self.handler
