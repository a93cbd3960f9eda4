"""How dashboard pages answer: with a message and a redirect, or with the page anew."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from shared_apps.foundation.errors import AtriumError, Conflict, Invalid
from tenants.middleware import member_on
from tenants.models import Workspace

View = Callable[..., HttpResponseBase]


def workspace_row(request: HttpRequest) -> Workspace:
    """Return the row of the workspace that was asked, fresh from the database."""
    return Workspace.objects.get(pk=member_on(request).entry.id)


def told(request: HttpRequest, sentence: str, to: str, *args: Any) -> HttpResponseBase:
    """Say that something was done and go to a page."""
    messages.success(request, sentence)
    return redirect(to, *args)


def back_with_reason(to: str) -> Callable[[View], View]:
    """Turn a refusal that fits no form (Conflict, Invalid) into a message on the page `to`.

    What may not be seen or done stays a 404 or a 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def explained(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except (Conflict, Invalid) as refusal:
                messages.error(request, refusal.message)
                return redirect(to)

        return explained

    return decorate


def blame(form: Form, error: AtriumError) -> None:
    """Put a refusal's sentences beside the fields they belong to, or above the form."""
    for field, sentences in error.fields.items():
        form.add_error(field if field in form.fields else None, list(sentences))
    if not error.fields:
        form.add_error(None, error.message)
