"""What platform owners see of workspaces: read-mostly, and never inside a workspace's schema."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from shared_apps.identity.models import User

from .hosts import url_of_slug
from .models import (
    CompiledDDL,
    Domain,
    Invitation,
    Membership,
    ModuleSwitch,
    ReadySchema,
    Workspace,
)
from .modules import ALWAYS_ON
from .platform.site import platform_site


class ForOwners:
    """Mixed into an admin: whoever runs the installation may see and change it all."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """List the model on the first page."""
        return bool(request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Let platform owners look."""
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Let platform owners add."""
        return bool(request.user.is_staff)

    def has_change_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Let platform owners change."""
        return bool(request.user.is_staff)

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Let platform owners delete."""
        return bool(request.user.is_staff)


class LookOnly(ForOwners):
    """Mixed into an admin: rows can be read, and changed only by what made them."""

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Nothing is made here."""
        return False

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Nothing is deleted here."""
        return False

    def has_change_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Nothing is changed here."""
        return False


class MembershipInline(LookOnly, TabularInline):
    """Who belongs to the workspace."""

    model = Membership
    fields = readonly_fields = ("user", "role", "is_active", "created_at")
    extra = 0
    tab = True
    verbose_name_plural = "Members"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Fetch the people with their places."""
        rows: QuerySet[Model] = super().get_queryset(request)
        return rows.select_related("user")


class ModuleSwitchInline(LookOnly, TabularInline):
    """Which modules are on, and at which migration their tables are."""

    model = ModuleSwitch
    fk_name = "workspace"
    fields = readonly_fields = ("module", "state", "migration", "switched_at", "last_error")
    extra = 0
    tab = True
    verbose_name_plural = "Modules and schema versions"


class DomainInline(ForOwners, TabularInline):
    """The workspace's own host names."""

    model = Domain
    fields = ("domain", "is_primary", "verified_at")
    extra = 0
    tab = True


@admin.register(Workspace, site=platform_site)
class WorkspaceAdmin(ForOwners, ModelAdmin):
    """Workspaces: look at them, suspend them, open them again."""

    list_display = ("name", "address", "shown_status", "members", "modules", "level", "created_at")
    list_filter = ("status", "created_at")
    search_fields = ("name", "slug", "domains__domain", "memberships__user__email")
    ordering = ("-created_at",)
    list_per_page = 50
    date_hierarchy = None
    inlines = (MembershipInline, ModuleSwitchInline, DomainInline)
    fields = ("name", "address", "status", "id", "schema_name", "generation", "created_at")
    readonly_fields = ("name", "address", "id", "schema_name", "generation", "created_at")
    actions = ("suspend", "reopen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Workspace]:
        """Count members and modules, and fetch the kernel's level, in the same query."""
        rows: QuerySet[Workspace] = super().get_queryset(request)
        on = Q(switches__state=ModuleSwitch.State.ON) & ~Q(switches__module=ALWAYS_ON)
        return rows.annotate(
            member_count=Count("memberships", distinct=True),
            module_count=Count("switches", filter=on, distinct=True),
        ).prefetch_related("switches")

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Workspaces are founded by signing up."""
        return False

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Workspaces are dropped by `manage.py workspaces`, with their schema."""
        return False

    @display(description="Address", ordering="slug")
    def address(self, row: Workspace) -> str:
        """Link to the workspace itself."""
        return format_html('<a href="{}">{}</a>', url_of_slug(row.slug), row.slug)

    @display(
        description="Status",
        ordering="status",
        label={
            Workspace.Status.ACTIVE.label: "success",
            Workspace.Status.SUSPENDED.label: "danger",
        },
    )
    def shown_status(self, row: Workspace) -> str:
        """Show the status as a badge."""
        return str(row.get_status_display())

    @display(description="Members", ordering="member_count")
    def members(self, row: Workspace) -> int:
        """Return how many people belong to it."""
        return int(row.member_count)

    @display(description="Modules on", ordering="module_count")
    def modules(self, row: Workspace) -> int:
        """Return how many modules are on."""
        return int(row.module_count)

    @display(description="Kernel schema")
    def level(self, row: Workspace) -> str:
        """Return the migration its kernel tables are at."""
        found = (each.migration for each in row.switches.all() if each.module == ALWAYS_ON)
        return next(found, "none")

    @action(description="Suspend the chosen workspaces")
    def suspend(self, request: HttpRequest, rows: QuerySet[Workspace]) -> None:
        """Close their doors; their data stays."""
        self._set_status(request, rows, Workspace.Status.SUSPENDED, "suspended")

    @action(description="Open the chosen workspaces again")
    def reopen(self, request: HttpRequest, rows: QuerySet[Workspace]) -> None:
        """Open their doors again."""
        self._set_status(request, rows, Workspace.Status.ACTIVE, "open again")

    def _set_status(
        self, request: HttpRequest, rows: QuerySet[Workspace], status: str, word: str
    ) -> None:
        ids = rows.values_list("pk", flat=True)
        number = Workspace.objects.filter(pk__in=list(ids)).update(status=status)
        messages.success(request, f"{number} workspace{'s' if number != 1 else ''} {word}.")


@admin.register(Domain, site=platform_site)
class DomainAdmin(ForOwners, ModelAdmin):
    """Custom host names, and whether their owner has proved to have them."""

    list_display = ("domain", "tenant", "is_primary", "verified_at")
    list_filter = ("is_primary", ("verified_at", admin.EmptyFieldListFilter))
    search_fields = ("domain", "tenant__name", "tenant__slug")
    list_select_related = ("tenant",)
    autocomplete_fields = ("tenant",)
    fields = ("domain", "tenant", "is_primary", "verified_at")


@admin.register(Membership, site=platform_site)
class MembershipAdmin(LookOnly, ModelAdmin):
    """Who belongs where."""

    list_display = ("user", "workspace", "role", "is_active", "created_at")
    list_filter = ("role", "is_active")
    search_fields = ("user__email", "user__name", "workspace__name", "workspace__slug")
    list_select_related = ("user", "workspace")


@admin.register(Invitation, site=platform_site)
class InvitationAdmin(LookOnly, ModelAdmin):
    """Invitations, without their secrets."""

    list_display = ("email", "workspace", "role", "expires_at", "accepted_at", "revoked_at")
    search_fields = ("email", "workspace__name", "workspace__slug")
    list_select_related = ("workspace",)
    exclude = ("digest",)


@admin.register(ModuleSwitch, site=platform_site)
class ModuleSwitchAdmin(LookOnly, ModelAdmin):
    """Module states and schema versions over all workspaces."""

    list_display = ("workspace", "module", "state", "migration", "switched_at", "failed_at")
    list_filter = ("module", "state", "migration", ("failed_at", admin.EmptyFieldListFilter))
    search_fields = ("workspace__name", "workspace__slug", "module")
    list_select_related = ("workspace",)


@admin.register(ReadySchema, site=platform_site)
class ReadySchemaAdmin(LookOnly, ModelAdmin):
    """Schemas that wait for a sign-up."""

    list_display = ("schema_name", "migration", "made_at")


@admin.register(CompiledDDL, site=platform_site)
class CompiledDDLAdmin(LookOnly, ModelAdmin):
    """Compiled migration plans."""

    list_display = ("app_label", "source", "target", "digest")
    list_filter = ("app_label",)
    fields = ("app_label", "source", "target", "digest")


@admin.register(User, site=platform_site)
class UserAdmin(ForOwners, ModelAdmin):
    """People: shut their account, or let them run this installation."""

    list_display = ("email", "name", "is_active", "is_staff", "joined_at", "last_login")
    list_filter = ("is_active", "is_staff", "joined_at")
    search_fields = ("email", "name")
    ordering = ("-joined_at",)
    fields = ("email", "name", "is_active", "is_staff", "joined_at", "last_login", "id")
    readonly_fields = ("email", "name", "joined_at", "last_login", "id")

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        """People make their own accounts."""
        return False

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        """An account is closed, not deleted: what the person made refers to it."""
        return False
