"""Workspaces and what hangs on them, all in the public schema."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django_tenants.models import DomainMixin, TenantMixin

from shared_apps.foundation.brand_colour import DEFAULT_BRAND
from shared_apps.foundation.clock import now
from shared_apps.foundation.models import IdentifiedModel, TimestampedModel
from shared_apps.identity.fields import LowerEmailField
from shared_apps.registry.roles import Role

from .context import WorkspaceRef

SLUG_PATTERN = r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$"
COLOUR_PATTERN = r"^#[0-9a-f]{6}$"


class Workspace(TenantMixin, TimestampedModel):
    """One organisation: its own schema, its own subdomain.

    `schema_name` is opaque and never changes; `slug` may. `generation` rises when the
    workspace is rewound, so that what was made for its earlier life no longer fits.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        SUSPENDED = "suspended", "Suspended"

    class Theme(models.TextChoices):
        AUTO = "auto", "As the visitor's device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    auto_create_schema = False

    slug = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    status = models.CharField(max_length=16, choices=Status, default=Status.ACTIVE)
    generation = models.PositiveIntegerField(default=1)
    colour = models.CharField(max_length=7, default=DEFAULT_BRAND)
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.AUTO)
    logo = models.CharField(max_length=200, blank=True)
    tagline = models.CharField(max_length=160, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    # Set by a trigger: the transaction that last changed what the directory caches.
    changed_xid = models.BigIntegerField(default=0, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__regex=SLUG_PATTERN),
                name="tenants_workspace_slug_shape",
            ),
            models.CheckConstraint(
                condition=models.Q(colour__regex=COLOUR_PATTERN),
                name="tenants_workspace_colour_shape",
            ),
            models.CheckConstraint(
                condition=models.Q(schema_name__regex=r"^w_[0-9a-z]+$"),
                name="tenants_workspace_schema_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> WorkspaceRef:
        """Return the immutable reference that code carries around."""
        return WorkspaceRef(id=self.id, schema=self.schema_name, generation=self.generation)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row alone: schemas are made by provisioning, never as a side effect."""
        models.Model.save(self, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row alone; provisioning drops schemas."""
        return models.Model.delete(self)

    def __enter__(self) -> NoReturn:
        raise RuntimeError("Use tenants.context.use_workspace(workspace).")

    activate = __enter__


class Domain(DomainMixin, TimestampedModel):
    """A host name of the customer's own. The subdomain of the slug needs no row."""

    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("domain"), name="tenants_domain_unique"),
            models.UniqueConstraint(
                "tenant",
                condition=models.Q(is_primary=True),
                name="tenants_domain_one_primary",
            ),
        ]

    def __str__(self) -> str:
        return str(self.domain)


class Membership(TimestampedModel):
    """A person's place in one workspace, with exactly one role."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=16, choices=Role)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "user", name="tenants_membership_once"),
            models.UniqueConstraint(
                "workspace",
                condition=models.Q(role=Role.OWNER),
                name="tenants_membership_one_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="tenants_membership_role_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.OWNER) | models.Q(is_active=True),
                name="tenants_membership_owner_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"


class Invitation(TimestampedModel):
    """An offer of membership to an e-mail address. Only the token's hash is kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    email = LowerEmailField(max_length=254)
    role = models.CharField(max_length=16, choices=Role)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace",
                "email",
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="tenants_invitation_one_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.OWNER),
                name="tenants_invitation_not_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"


class ModuleSwitch(TimestampedModel):
    """Whether a module is on in a workspace, and which migration its tables are at.

    The row of label "kernel" is always on. No row means never switched on: no tables.
    `migration` is the last one completed; `step` counts what is already done of the next,
    which is more than nothing only while an upgrade waits to be taken up again.
    """

    class State(models.TextChoices):
        ON = "on", "On"
        OFF = "off", "Off, data kept"
        PURGED = "purged", "Purged"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="switches")
    module = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State)
    migration = models.CharField(max_length=255, blank=True)
    step = models.PositiveIntegerField(default=0)
    switched_at = models.DateTimeField(default=now)
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # When the data was last written out whole; a purge asks for one since the switch-off.
    exported_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "module switches"
        constraints = [
            models.UniqueConstraint("workspace", "module", name="tenants_moduleswitch_once"),
        ]
        indexes = [models.Index("module", "migration", name="tenants_moduleswitch_level")]

    def __str__(self) -> str:
        return f"{self.module} {self.state}"


class ReadySchema(IdentifiedModel):
    """A schema with the kernel's tables that waits to be claimed by a sign-up.

    `migration` and `digest` say which code made it; other code does not claim it.
    """

    schema_name = models.CharField(max_length=63, unique=True)
    migration = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.schema_name


class CompiledDDL(models.Model):
    """What takes one app's tables from one migration to its last.

    `source` is "" for a fresh install. `digest` covers the migration files, so that a
    changed file never replays an old plan. `units` are provisioning's units of work in
    order; `shape` maps each of the app's tables at `target` to its columns, constraints
    and indexes, one line each.
    """

    app_label = models.CharField(max_length=40)
    source = models.CharField(max_length=255, blank=True)
    target = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    units = models.JSONField()
    shape = models.JSONField()

    class Meta:
        verbose_name = "compiled DDL"
        verbose_name_plural = "compiled DDL"
        constraints = [
            models.UniqueConstraint(
                "app_label", "source", "target", "digest", name="tenants_compiledddl_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.app_label} {self.source or 'zero'} → {self.target}"


class PendingOutbox(models.Model):
    """A note that a workspace has written facts, so that a sweep can find them."""

    workspace_id = models.UUIDField()
    noted_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.workspace_id)


class Gone(models.Model):
    """A workspace that was deleted, so that every process forgets it."""

    workspace_id = models.UUIDField(primary_key=True)
    changed_xid = models.BigIntegerField(default=0, db_index=True)

    def __str__(self) -> str:
        return str(self.workspace_id)


__all__ = [
    "CompiledDDL",
    "Domain",
    "Gone",
    "Invitation",
    "Membership",
    "ModuleSwitch",
    "PendingOutbox",
    "ReadySchema",
    "Workspace",
]
