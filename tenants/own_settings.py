"""A workspace's own settings: its address, who may register, and its modules' settings.

`Workspace.settings` is {"workspace": {...}, "<module>": {...}}: what differs from the
defaults that the manifests give.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shared_apps.foundation.after_commit import after_commit
from shared_apps.foundation.errors import Invalid
from shared_apps.registry.discovery import module
from shared_apps.registry.manifest import SettingField

from . import directory
from .errors import SlugTaken, UnknownModule
from .models import Workspace
from .slugs import check_slug

OWN = "workspace"
OWN_FIELDS = (
    SettingField(
        "customers_may_register",
        "Visitors may register as customers",
        "boolean",
        False,
        "A customer has an account here and sees nothing of the dashboard.",
    ),
)
GREATEST_TEXT = 2000
GREATEST_INTEGER = 2**31 - 1


class BadSettings(Invalid):
    """One of the values does not fit its setting; `fields` says which."""

    code = "workspace.bad_settings"


def fields_of(section: str) -> tuple[SettingField, ...]:
    """Return the settings of the workspace itself or of a module; raise UnknownModule."""
    if section == OWN:
        return OWN_FIELDS
    manifest = module(section)
    if manifest is None:
        raise UnknownModule(label=section)
    return manifest.settings


def values_of(stored: dict[str, Any], section: str) -> dict[str, Any]:
    """Return a section's values, defaults filled in, out of `Workspace.settings`."""
    own = stored.get(section)
    chosen = own if isinstance(own, dict) else {}
    return {each.key: chosen.get(each.key, each.default) for each in fields_of(section)}


def change_settings(
    *, workspace: Workspace, section: str, values: dict[str, Any], at: datetime
) -> Workspace:
    """Change some settings of one section; raise BadSettings, changing nothing."""
    fields = {each.key: each for each in fields_of(section)}
    problems = {
        key: [problem]
        for key, value in values.items()
        if (problem := _problem(fields.get(key), value)) is not None
    }
    if problems:
        raise BadSettings(fields=problems)
    with transaction.atomic():
        locked = Workspace.objects.select_for_update().get(pk=workspace.pk)
        merged = {**values_of(locked.settings, section), **values}
        locked.settings = {**locked.settings, section: merged}
        locked.updated_at = at
        locked.save(update_fields=["settings", "updated_at"])
        after_commit(directory.refresh)
    return locked


def _problem(field: SettingField | None, value: Any) -> str | None:
    if field is None:
        return "There is no such setting."
    match field.kind:
        case "boolean":
            return None if isinstance(value, bool) else "Say true or false."
        case "integer":
            whole = isinstance(value, int) and not isinstance(value, bool)
            fits = whole and 0 <= value <= GREATEST_INTEGER
            return None if fits else "Write a whole number that is not negative."
        case "choice":
            known = isinstance(value, str) and value in dict(field.choices)
            return None if known else "Choose one of the values offered."
    short = isinstance(value, str) and len(value) <= GREATEST_TEXT and "\0" not in value
    return None if short else f"Write text of at most {GREATEST_TEXT} characters."


def change_slug(*, workspace: Workspace, slug: str, at: datetime) -> Workspace:
    """Move the workspace to another subdomain, at once; raise BadSlug or SlugTaken.

    The former address is free from then on: links to it stop working.
    """
    check_slug(slug, keep=workspace)
    try:
        with transaction.atomic():
            workspace.slug, workspace.updated_at = slug, at
            workspace.save(update_fields=["slug", "updated_at"])
            after_commit(directory.refresh)
    except IntegrityError as refusal:
        if "slug" not in str(refusal):
            raise
        raise SlugTaken(slug=slug) from None
    return workspace
