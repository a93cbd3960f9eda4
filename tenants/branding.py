"""How a workspace looks: its name, tagline, colour, theme and logo."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from shared_apps.foundation.after_commit import after_commit
from shared_apps.foundation.brand_colour import NotAColour, parse_hex, to_hex
from shared_apps.foundation.errors import Invalid

from . import directory
from .context import use_workspace
from .logo import redraw
from .models import Workspace

FOLDER = "brand"


@dataclass(frozen=True)
class Look:
    """What a workspace says of itself. `colour` is "#rrggbb"; `theme` a Workspace.Theme."""

    name: str
    tagline: str
    colour: str
    theme: str


class BadLook(Invalid):
    """One of the values cannot be used; `fields` says which."""

    code = "workspace.bad_branding"


def change_look(*, workspace: Workspace, look: Look, at: datetime) -> Workspace:
    """Give the workspace another name, tagline, colour and theme; raise BadLook."""
    problems = _problems(look)
    if problems:
        raise BadLook(fields=problems)
    workspace.name, workspace.tagline = look.name, look.tagline
    workspace.colour, workspace.theme = to_hex(parse_hex(look.colour)), look.theme
    workspace.updated_at = at
    workspace.save(update_fields=["name", "tagline", "colour", "theme", "updated_at"])
    after_commit(directory.refresh)
    return workspace


def _problems(look: Look) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not 1 <= len(look.name) <= 80 or not look.name.isprintable():
        problems["name"] = ["Write a name of one line and at most 80 characters."]
    if len(look.tagline) > 160 or not look.tagline.isprintable():
        problems["tagline"] = ["Write one line of at most 160 characters."]
    if look.theme not in Workspace.Theme.values:
        problems["theme"] = ["Choose auto, light or dark."]
    try:
        parse_hex(look.colour)
    except NotAColour as refusal:
        problems["colour"] = [str(refusal)]
    return problems


def set_logo(*, workspace: Workspace, file: BinaryIO, at: datetime) -> Workspace:
    """Redraw an uploaded picture and make it the logo; raise BadLogo.

    The file's name holds the hash of its content, so browsers may keep it for ever.
    """
    picture = redraw(file)
    digest = hashlib.sha256(picture.data).hexdigest()[:24]
    with use_workspace(workspace):
        name = f"{FOLDER}/{digest}.{picture.extension}"
        if not default_storage.exists(name):
            name = default_storage.save(name, ContentFile(picture.data))
    return _point_logo(workspace, name, at)


def remove_logo(*, workspace: Workspace, at: datetime) -> Workspace:
    """Take the logo away; the workspace shows its initials again."""
    return _point_logo(workspace, "", at)


def _point_logo(workspace: Workspace, name: str, at: datetime) -> Workspace:
    former, workspace.logo, workspace.updated_at = workspace.logo, name, at
    workspace.save(update_fields=["logo", "updated_at"])
    after_commit(directory.refresh)
    if former and former != name:
        after_commit(lambda: _forget_file(workspace, former))
    return workspace


def _forget_file(workspace: Workspace, name: str) -> None:
    with use_workspace(workspace):
        default_storage.delete(name)
