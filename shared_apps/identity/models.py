"""People, their sessions and their one-time tickets, all in the public schema."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from shared_apps.foundation.clock import now
from shared_apps.foundation.models import IdentifiedModel

from .managers import UserManager


class User(IdentifiedModel, AbstractBaseUser, PermissionsMixin):
    """One person on this installation, whichever workspaces they belong to.

    `is_staff` means platform owner: may enter the shared admin.
    """

    email = models.EmailField("e-mail address", max_length=254)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("platform owner", default=False)
    joined_at = models.DateTimeField(default=now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="identity_user_email_unique"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name people see."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return str(self).split(" ")[0]


class Session(models.Model):
    """A signed-in browser, bound to one workspace (or to the public site: no workspace).

    A cookie shown to any other workspace finds no row there.
    """

    session_key = models.CharField(max_length=40, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    workspace_id = models.UUIDField(null=True, db_index=True)
    user = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"session of {self.user_id} in {self.workspace_id}"


class SignInTicket(IdentifiedModel):
    """Carries a sign-in from one host to another, once, within a minute.

    Only the hash of the ticket is kept, so a copy of the table signs nobody in.
    """

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    workspace_id = models.UUIDField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ticket for {self.user_id}"
