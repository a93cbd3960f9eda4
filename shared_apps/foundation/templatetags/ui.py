"""Tags and filters the components are written with: ``{% load ui %}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.context import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from shared_apps.foundation import brand_colour, static_assets
from shared_apps.foundation.form_controls import control_kind, described_by, render_control
from shared_apps.foundation.icons import icon_shapes

register = template.Library()

_ATTRIBUTE_NAME = re.compile(r"[A-Za-z@:_][\w@:.\-]*")
_DECORATION = SafeString('aria-hidden="true"')
_ICON = (
    '<svg class="icon {}" data-icon="{}" {} viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" focusable="false">{}</svg>'
)


@register.simple_tag
def icon_svg(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw a lucide icon: an image to screen readers with a label, decoration without one."""
    role = format_html('role="img" aria-label="{}"', label) if label else _DECORATION
    # The shapes come from our own build of lucide, never from a person.
    return format_html(_ICON, css, name, role, SafeString(icon_shapes(name)))


@register.filter
def html_attributes(attributes: Mapping[str, Any]) -> SafeString:
    """Print what cotton collected as HTML attributes, escaped.

    Cotton's own ``{{ attrs }}`` trusts values (one that starts and ends with a quote is printed
    as it is), so a component that passes a person's text through it can be broken out of.
    """
    parts = [
        conditional_escape(name) if value is True else format_html('{}="{}"', name, value)
        for name, value in _shown(attributes).items()
    ]
    return SafeString(" ".join(parts))


def _shown(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the component's own variables, what is absent, and what is no attribute's name."""
    collected = getattr(attributes, "attrs_dict", lambda: attributes)()
    return {
        name: value
        for name, value in collected.items()
        if value is not None and value is not False and _ATTRIBUTE_NAME.fullmatch(name)
    }


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a file that the asset build made."""
    return static_assets.asset_url(name)


@register.simple_tag
def assets_missing() -> str:
    """Return the sentence to show while nothing is built, else nothing."""
    return "" if static_assets.assets_are_built() else static_assets.NOT_BUILT


@register.simple_tag
def public_site_url() -> str:
    """Return the front page of the product's own site, whichever host the page is on."""
    return str(settings.PUBLIC_URL)


@register.simple_tag(takes_context=True)
def csp_nonce(context: Context) -> str:
    """Return the nonce of this request, or nothing where a page is made without a request."""
    request = context.get("request")
    return str(getattr(request, "csp_nonce", "")) if request is not None else ""


@register.simple_tag(takes_context=True)
def brand_style(context: Context) -> SafeString:
    """Print the workspace's brand variables; nothing without a workspace or a nonce."""
    colour, nonce = _brand(context), csp_nonce(context)
    if not colour or not nonce:
        return SafeString("")
    # The stylesheet holds names of ours and computed hex colours, nothing a person wrote.
    css = SafeString(brand_colour.stylesheet(colour))
    return format_html('<style nonce="{}">{}</style>', nonce, css)


@register.simple_tag(takes_context=True)
def brand_tones(context: Context) -> brand_colour.Tones:
    """Return the brand's tones for light grounds: e-mails know no variables."""
    return brand_colour.palette(_brand(context) or brand_colour.DEFAULT_BRAND).light


def _brand(context: Context) -> str:
    """Return the workspace's colour, or nothing where it has none that can be read."""
    branding = getattr(context.get("workspace"), "branding", None)
    colour = str(getattr(branding, "colour", ""))
    return colour if brand_colour.is_colour(colour) else ""


@register.simple_tag
def control(
    field: BoundField, attributes: Mapping[str, Any] | None = None, css: str = ""
) -> SafeString:
    """Draw the form field's control, styled and wired to its hint and errors.

    ``attributes`` (a component's leftover ones) go onto it; ``css`` replaces our classes.
    """
    return render_control(field, _shown(attributes or {}), css)


@register.filter
def kind_of(field: BoundField) -> str:
    """Return which of our controls draws the field (see form_controls)."""
    return control_kind(field)


@register.filter
def description_ids(field: BoundField) -> str:
    """Return the ids of the field's hint and errors."""
    return described_by(field)


@register.filter
def initials(name: object) -> str:
    """“Ana Maria Silva” gives “AS”; one word gives its first two letters."""
    words = [word for word in re.split(r"[\s@._-]+", str(name or "")) if word]
    if not words:
        return "?"
    return (words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]).upper()


@register.filter
def tint_of(name: object) -> int:
    """Return a steady number from 0 to 5, so that the same person always has the same tint."""
    return sum(str(name or "").encode()) % 6


@register.filter
def page_numbers(page: Any) -> list[int | str]:
    """Return the page numbers to offer, with “…” for the ones left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def can(member: Any, capability: str) -> bool:
    """``{% if member|can:"blog.write" %}``; false where there is no member at all."""
    return bool(member) and bool(member.can(capability))
