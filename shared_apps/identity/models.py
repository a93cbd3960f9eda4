"""People, their sessions, tickets and refresh tokens, all in the public schema."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from shared_apps.foundation.clock import now
from shared_apps.foundation.models import IdentifiedModel

from .fields import LowerEmailField
from .managers import UserManager


class User(IdentifiedModel, AbstractBaseUser, PermissionsMixin):
    """One person on this installation, whichever workspaces they belong to.

    `is_staff` means platform owner: may enter the shared admin.
    """

    email = LowerEmailField("e-mail address", max_length=254)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("platform owner", default=False)
    joined_at = models.DateTimeField(default=now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], name="identity_user_email_unique"),
            # With this, the plain index above is a case-insensitive one.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="identity_user_email_lower"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name people see."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return str(self).split(" ")[0]


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions by whose they are and whether they still hold."""

    def alive(self, at: datetime) -> Self:
        """Keep those that have not expired."""
        return self.filter(expire_date__gt=at)


class Session(models.Model):
    """A browser, bound to one life of one workspace (or to the public site: no workspace).

    A cookie shown to any other workspace finds no row there.
    """

    session_key = models.CharField(max_length=40, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    workspace_id = models.UUIDField(null=True, db_index=True)
    generation = models.PositiveIntegerField(default=0)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    created_at = models.DateTimeField(default=now)

    objects = SessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"session of {self.user_id} in {self.workspace_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; an update leaves alone where and when the session was made."""
        if kwargs.get("force_update"):
            kwargs["update_fields"] = ["session_data", "expire_date", "user"]
        super().save(*args, **kwargs)


class SignInTicket(IdentifiedModel):
    """Carries a sign-in from one host to another, once, within a minute.

    Only the hash of the ticket is kept, so a copy of the table signs nobody in.
    """

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    workspace_id = models.UUIDField()
    generation = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"ticket for {self.user_id}"


class RefreshFamily(IdentifiedModel):
    """One sign-in of a program: the chain of refresh tokens that follow each other.

    Only the newest is good, and only its id's hash is kept. An older one that is shown
    again was copied, so the whole family ends (RFC 9700, 4.14.2). `password_stamp` is the
    session hash of the password at sign-in: another password, and the family is over.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="refresh_families")
    workspace_id = models.UUIDField()
    generation = models.PositiveIntegerField()
    current_digest = models.CharField(max_length=64)
    password_stamp = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "workspace_id"], name="identity_refreshfamily_whose")
        ]

    def __str__(self) -> str:
        return f"refresh family of {self.user_id} in {self.workspace_id}"
