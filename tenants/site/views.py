"""The public site: what Atrium is, its modules, prices, and signing up."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import AtriumError
from tenants.access import public
from tenants.errors import SlugTaken
from tenants.slugs import check_slug, suggest

from .catalogue import catalogue, in_the_works
from .forms import SignUpForm
from .limits import count_sign_up
from .sign_up import SignedUp, sign_up
from .way_in import address_of_entrance

SUGGESTION = "suggested"


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Atrium is, in one page."""
    return render(request, "site/home.html", {"modules": catalogue(), "coming": in_the_works()})


@public
@require_safe
def modules_page(request: HttpRequest) -> HttpResponse:
    """What each module does, and honestly which are still in the works."""
    return render(request, "site/modules.html", {"modules": catalogue(), "coming": in_the_works()})


@public
@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """What it costs: nothing yet."""
    return render(request, "site/prices.html")


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_page(request: HttpRequest) -> HttpResponseBase:
    """Sign an organisation up and send its owner to the new dashboard."""
    if request.method != "POST":
        return _form_page(request, SignUpForm(), suggested="")
    form = SignUpForm(request.POST)
    if form.is_valid() and (made := _signed_up(request, form)) is not None:
        return redirect(address_of_entrance(made, at=now()))
    return _form_page(request, form, suggested=request.POST.get(SUGGESTION, ""), status=400)


def _signed_up(request: HttpRequest, form: SignUpForm) -> SignedUp | None:
    at, given = now(), form.cleaned_data
    guess = count_sign_up(request, email=given["email"], at=at)
    try:
        made = sign_up(**given, at=at)
    except AtriumError as refusal:
        form.add_error("slug" if isinstance(refusal, SlugTaken) else None, refusal.message)
        return None
    guess.forgive()
    return made


def _form_page(
    request: HttpRequest, form: SignUpForm, *, suggested: str, status: int = 200
) -> HttpResponse:
    context = {"form": form, "suggested": suggested, "base_domain": settings.ATRIUM_BASE_DOMAIN}
    return render(request, "site/sign_up.html", context, status=status)


@public
@require_GET
def address_field(request: HttpRequest) -> HttpResponse:
    """Answer the address field anew after the organisation's name changed.

    What a person typed stays; only an empty field or our own last suggestion is replaced.
    """
    typed, last = request.GET.get("slug", "").strip(), request.GET.get(SUGGESTION, "")
    fresh = not typed or typed == last
    slug = suggest(request.GET.get("organisation", "")[:80]) if fresh else typed
    form = SignUpForm(initial={"slug": slug})
    context: dict[str, Any] = {"form": form, "suggested": slug if fresh else last, **_verdict(slug)}
    return render(request, "site/sign_up_address.html", context)


@public
@require_GET
def address_check(request: HttpRequest) -> HttpResponse:
    """Say whether the typed address may be had."""
    slug = request.GET.get("slug", "").strip()[:300]
    # What an earlier answer said beside the field is out of date by now: take it away.
    context = {**_verdict(slug), "forget_error": True}
    return render(request, "site/sign_up_verdict.html", context)


def _verdict(slug: str) -> dict[str, str]:
    verdict = {"free": slug, "problem": "", "base_domain": settings.ATRIUM_BASE_DOMAIN}
    try:
        if slug:
            check_slug(slug)
    except AtriumError as refusal:
        verdict.update(free="", problem=refusal.message)
    return verdict
