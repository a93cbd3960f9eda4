"""What the first page of the platform admin counts."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from tenants.models import Domain, ModuleSwitch, ReadySchema, Workspace
from tenants.modules import ALWAYS_ON

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Figure:
    """One number with what it counts and where its list is."""

    title: str
    value: int
    note: str
    url: str


def figures() -> list[Figure]:
    """Return the installation's counts (five queries)."""
    return [*_workspaces(), *_people(), *_modules(), *_pool()]


def latest() -> QuerySet[Workspace]:
    """Return the workspaces that were founded last, with how many people they have."""
    rows = Workspace.objects.annotate(members=Count("memberships"))
    return rows.order_by("-created_at")[:8]


def _list(model: str) -> str:
    return reverse(f"admin:{model}_changelist")


def _workspaces() -> list[Figure]:
    counted = Workspace.objects.aggregate(
        all=Count("pk"),
        suspended=Count("pk", filter=Q(status=Workspace.Status.SUSPENDED)),
        fresh=Count("pk", filter=Q(created_at__gte=now() - WEEK)),
    )
    note = f"{counted['fresh']} new this week, {counted['suspended']} suspended"
    domains = Domain.objects.filter(verified_at=None).count()
    return [
        Figure("Workspaces", counted["all"], note, _list("tenants_workspace")),
        Figure("Domains to verify", domains, "Custom host names", _list("tenants_domain")),
    ]


def _people() -> list[Figure]:
    counted = User.objects.aggregate(
        all=Count("pk"), fresh=Count("pk", filter=Q(joined_at__gte=now() - WEEK))
    )
    return [
        Figure(
            "People", counted["all"], f"{counted['fresh']} new this week", _list("identity_user")
        )
    ]


def _modules() -> list[Figure]:
    counted = ModuleSwitch.objects.exclude(module=ALWAYS_ON).aggregate(
        on=Count("pk", filter=Q(state=ModuleSwitch.State.ON)),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
    )
    url = _list("tenants_moduleswitch")
    return [
        Figure("Modules on", counted["on"], "Over all workspaces", url),
        Figure("Migrations that failed", counted["failed"], "Look at their last error", url),
    ]


def _pool() -> list[Figure]:
    ready = ReadySchema.objects.count()
    return [Figure("Ready schemas", ready, "For the next sign-ups", _list("tenants_readyschema"))]
