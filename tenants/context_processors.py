"""What every page of a workspace can count on."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from shared_apps.registry.manifest import NavItem
from shared_apps.registry.resolve import resolve

from .access import Member
from .modules import modules_on


def workspace(request: HttpRequest) -> dict[str, Any]:
    """Return workspace, member and navigation on workspace hosts, and nothing elsewhere."""
    entry = getattr(request, "workspace", None)
    member = getattr(request, "member", None)
    if entry is None or member is None:
        return {
            "workspace": None,
            "member": None,
            "navigation": [],
            "manage_navigation": [],
        }
    return {
        "workspace": entry,
        "member": member,
        # Lazy callables: a page that shows no navigation pays for none.
        "navigation": lambda: navigation(request, member, "site"),
        "manage_navigation": lambda: navigation(request, member, "manage"),
    }


def navigation(request: HttpRequest, member: Member, place: str) -> list[dict[str, Any]]:
    """Return the entries of one place that this member may use, badges included."""
    items = [item for module in modules_on(member.entry) for item in module.navigation]
    wanted = [item for item in items if item.place == place and member.can(item.capability)]
    shown = [entry for item in wanted if (entry := _shown(request, member, item))]
    # A module's first page often is the prefix of its others: only the nearest is "here".
    here = max((e["url"] for e in shown if request.path.startswith(e["url"])), key=len, default="")
    return [{**entry, "active": entry["url"] == here} for entry in shown]


def _shown(request: HttpRequest, member: Member, item: NavItem) -> dict[str, Any] | None:
    try:
        url = reverse(item.url_name)
    except NoReverseMatch:
        return None
    return {
        "label": item.label,
        "url": url,
        "icon": item.icon,
        "badge": resolve(item.badge)(member) if item.badge else None,
    }
