"""What anybody sees of a workspace first."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from shared_apps.foundation.errors import NotFound
from tenants.access import public
from tenants.branding import FOLDER
from tenants.middleware import member_on
from tenants.modules import modules_on

# Exactly what `branding.set_logo` names its files: nothing else is ever opened.
BRAND_FILE = re.compile(r"[0-9a-f]{24}(?:_[A-Za-z0-9]{1,10})?\.png")
A_YEAR = 365 * 24 * 60 * 60


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The workspace's name and what is on; a start for the owner of a fresh one."""
    member = member_on(request)
    fresh = not any(modules_on(member.entry)) and member.can("workspace.manage_modules")
    return render(request, "front/home.html", {"fresh": fresh})


@public
@require_safe
def brand_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer a logo of this workspace; its name is its content's hash, so it never changes."""
    path = f"{FOLDER}/{name}"
    if not BRAND_FILE.fullmatch(name) or not default_storage.exists(path):
        raise NotFound
    response = FileResponse(default_storage.open(path), content_type="image/png")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers off the desk and point them to the sitemaps of the modules that are on."""
    member = member_on(request)
    sitemaps = [url for module in modules_on(member.entry) if (url := _sitemap(module.label))]
    lines = ["User-agent: *", "Disallow: /manage/", "Disallow: /account/", "Disallow: /api/"]
    lines += [f"Sitemap: {member.entry.url.rstrip('/')}{url}" for url in sitemaps]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _sitemap(label: str) -> str | None:
    try:
        return reverse(f"{label}:sitemap")
    except NoReverseMatch:
        return None
