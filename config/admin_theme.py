"""How the platform owners' admin looks: the theme's settings (django-unfold)."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy


def _entry(title: str, icon: str, name: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{name}")}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Atrium platform",
    "SITE_HEADER": "Atrium",
    "SITE_SUBHEADER": "Platform",
    "SITE_SYMBOL": "domain",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("dist/mark.svg")}
    ],
    "BORDER_RADIUS": "7px",
    # Warm greys and the product's green, as in assets/css/tokens.css.
    "COLORS": {
        "base": {
            "50": "#f7f6f3",
            "100": "#efede8",
            "200": "#e3e0d9",
            "300": "#cdc8bd",
            "400": "#9d988b",
            "500": "#6b675c",
            "600": "#57534a",
            "700": "#3d3a34",
            "800": "#292825",
            "900": "#1d1c1a",
            "950": "#151413",
        },
        "primary": {
            "50": "#eef5f3",
            "100": "#d9e8e4",
            "200": "#b3d1c9",
            "300": "#85b5a9",
            "400": "#579788",
            "500": "#37806f",
            "600": "#1c5d4f",
            "700": "#174d42",
            "800": "#133f36",
            "900": "#10342d",
            "950": "#081f1a",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "items": [
                    _entry("Overview", "dashboard", "index"),
                    _entry("Workspaces", "domain", "tenants_workspace_changelist"),
                    _entry("Domains", "language", "tenants_domain_changelist"),
                    _entry("People", "group", "identity_user_changelist"),
                    _entry("Members", "badge", "tenants_membership_changelist"),
                    _entry("Invitations", "mail", "tenants_invitation_changelist"),
                ]
            },
            {
                "title": "Schemas",
                "separator": True,
                "items": [
                    _entry("Modules and versions", "widgets", "tenants_moduleswitch_changelist"),
                    _entry("Ready schemas", "inventory_2", "tenants_readyschema_changelist"),
                    _entry("Compiled plans", "schema", "tenants_compiledddl_changelist"),
                ],
            },
        ],
    },
}
