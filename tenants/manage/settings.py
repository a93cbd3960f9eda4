"""The workspace's settings, its address, and its modules' settings."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings as installation
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError
from shared_apps.identity.tickets import issue_ticket
from tenants.access import Member, requires
from tenants.hosts import url_of_slug
from tenants.middleware import member_on
from tenants.modules import modules_on
from tenants.own_settings import OWN, change_settings, change_slug, fields_of, values_of

from .answers import blame, told, workspace_row
from .forms import AddressForm, SettingsForm

CAPABILITY = "workspace.manage_settings"


@requires(CAPABILITY)
@require_http_methods(["GET", "HEAD"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """All settings, one form for each part."""
    return _page(request)


def _page(request: HttpRequest, **sent: Any) -> HttpResponse:
    entry = member_on(request).entry
    sections = [(OWN, "People", "users")]
    sections += [(m.label, m.name, m.icon) for m in modules_on(entry) if m.settings]
    forms = [
        {"label": label, "title": title, "icon": icon, "form": sent.get(label) or form}
        for label, title, icon in sections
        for form in [_form(member_on(request), label)]
    ]
    address = sent.get("address") or AddressForm(initial={"slug": entry.slug})
    context = {
        "sections": forms,
        "address": address,
        "base_domain": installation.ATRIUM_BASE_DOMAIN,
    }
    return render(request, "manage/settings.html", context, status=400 if sent else 200)


def _form(member: Member, section: str, data: Any = None) -> SettingsForm:
    values = values_of(member.entry.settings, section)
    return SettingsForm(data, settings=fields_of(section), values=values, prefix=section)


@requires(CAPABILITY)
@require_POST
def section_page(request: HttpRequest, section: str) -> HttpResponseBase:
    """Change the settings of the workspace itself or of a module that is on."""
    member = member_on(request)
    form = _form(member, section, request.POST)
    if form.is_valid():
        try:
            change_settings(
                workspace=workspace_row(request),
                section=section,
                values=form.cleaned_data,
                at=now(),
            )
        except AtriumError as refusal:
            blame(form, refusal)
        else:
            return told(request, "The settings are saved.", "manage:settings")
    return _page(request, **{section: form})


@requires(CAPABILITY)
@require_POST
def address_page(request: HttpRequest) -> HttpResponseBase:
    """Move the workspace to another subdomain and take its person along."""
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            row = change_slug(
                workspace=workspace_row(request), slug=form.cleaned_data["slug"], at=now()
            )
        except AtriumError as refusal:
            blame(form, refusal)
        else:
            return _follow(request, row.slug)
    return _page(request, address=form)


def _follow(request: HttpRequest, slug: str) -> HttpResponseBase:
    member = member_on(request)
    if member.user is None or member.entry.primary_domain:
        messages.success(request, "The address is changed.")
        return redirect("manage:settings")
    # Cookies belong to one host: a ticket carries the sign-in to the new one.
    ticket = issue_ticket(member.user, member.entry.ref, now())
    query = urlencode({"ticket": ticket, "next": "/manage/settings/"})
    return redirect(f"{url_of_slug(slug)}welcome/?{query}")
