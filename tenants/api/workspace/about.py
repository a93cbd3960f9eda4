"""The workspace itself: what it is, how it looks, how it is set up."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.foundation.clock import now
from shared_apps.foundation.errors import Invalid, NotFound
from tenants.access import Access, Member
from tenants.api.base import ApiView
from tenants.branding import Look, change_look, remove_logo, set_logo
from tenants.models import Workspace
from tenants.modules import is_on, modules_on
from tenants.own_settings import OWN, change_settings, values_of

from .shapes import (
    REFUSALS,
    REFUSED,
    SETTINGS_SCHEMA,
    AboutShape,
    BrandingShape,
    LogoShape,
    read,
)


class NotAnObject(Invalid):
    """The body must be a JSON object."""

    code = "not_an_object"
    sentence = "Send a JSON object with the settings to change."


def look_of(row: Workspace) -> dict[str, Any]:
    """Return the branding as the API gives it."""
    return {
        "name": row.name,
        "tagline": row.tagline,
        "colour": row.colour,
        "theme": row.theme,
        "logo_url": f"/media/{row.logo}" if row.logo else "",
    }


def row_of(member: Member) -> Workspace:
    """Return the workspace's row, fresh from the database."""
    return Workspace.objects.get(pk=member.entry.id)


class AboutView(ApiView):
    """What this workspace is."""

    access: ClassVar[dict[str, str | Access]] = {"get": Access("signed_in")}

    @extend_schema(operation_id="workspace_about", responses={200: AboutShape, 401: REFUSED})
    def get(self, request: Request) -> Response:
        """Return name, address, branding, the modules that are on, and the caller's role."""
        entry = self.entry
        return Response(
            {
                "id": str(entry.id),
                "slug": entry.slug,
                "url": entry.url,
                "branding": look_of(row_of(self.member)),
                "modules": [module.label for module in modules_on(entry)],
                "role": self.member.role,
            }
        )


class BrandingView(ApiView):
    """How the workspace looks."""

    access: ClassVar[dict[str, str | Access]] = {
        "get": Access("public"),
        "patch": "workspace.manage_branding",
    }

    @extend_schema(operation_id="workspace_branding", responses={200: BrandingShape})
    def get(self, request: Request) -> Response:
        """Return name, tagline, colour, theme and logo."""
        return Response(look_of(row_of(self.member)))

    @extend_schema(
        operation_id="workspace_branding_change",
        request=BrandingShape(partial=True),
        responses={200: BrandingShape, **REFUSALS},
    )
    def patch(self, request: Request) -> Response:
        """Change some of it, at once for everybody."""
        row = row_of(self.member)
        given = read(request, BrandingShape, partial=True)
        merged = {
            **{key: getattr(row, key) for key in ("name", "tagline", "colour", "theme")},
            **given,
        }
        return Response(look_of(change_look(workspace=row, look=Look(**merged), at=now())))


class LogoView(ApiView):
    """The workspace's logo."""

    access: ClassVar[dict[str, str | Access]] = {
        "put": "workspace.manage_branding",
        "delete": "workspace.manage_branding",
    }
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="workspace_logo_set",
        request={"multipart/form-data": LogoShape},
        responses={200: BrandingShape, 413: REFUSED, **REFUSALS},
    )
    def put(self, request: Request) -> Response:
        """Set the logo; it is decoded and drawn anew."""
        given = read(request, LogoShape)
        return Response(
            look_of(set_logo(workspace=row_of(self.member), file=given["logo"], at=now()))
        )

    @extend_schema(operation_id="workspace_logo_remove", responses={204: None, **REFUSALS})
    def delete(self, request: Request) -> Response:
        """Take the logo away."""
        remove_logo(workspace=row_of(self.member), at=now())
        return Response(status=204)


class SettingsView(ApiView):
    """The settings of the workspace itself (`workspace`) or of a module that is on."""

    access: ClassVar[dict[str, str | Access]] = {
        "get": "workspace.manage_settings",
        "patch": "workspace.manage_settings",
    }

    def _check(self, section: str) -> None:
        if section != OWN and not is_on(section, self.entry):
            raise NotFound

    @extend_schema(operation_id="workspace_settings", responses={200: SETTINGS_SCHEMA, **REFUSALS})
    def get(self, request: Request, section: str) -> Response:
        """Return all settings of the section, defaults filled in."""
        self._check(section)
        return Response(values_of(row_of(self.member).settings, section))

    @extend_schema(
        operation_id="workspace_settings_change",
        request={"application/json": SETTINGS_SCHEMA},
        responses={200: SETTINGS_SCHEMA, **REFUSALS},
    )
    def patch(self, request: Request, section: str) -> Response:
        """Change some settings of the section."""
        self._check(section)
        if not isinstance(request.data, dict):
            raise NotAnObject
        changed = change_settings(
            workspace=row_of(self.member), section=section, values=request.data, at=now()
        )
        return Response(values_of(changed.settings, section))
