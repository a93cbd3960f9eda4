"""What goes in and comes out, described once for validation and for the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request

from shared_apps.registry.roles import Role
from tenants.models import ModuleSwitch, Workspace

REFUSED = OpenApiResponse(description="Refused, with a problem document (RFC 9457).")
REFUSALS = {400: REFUSED, 401: REFUSED, 403: REFUSED, 404: REFUSED}
Shape = serializers.Serializer[Any]


def read(request: Request, shape: type[Shape], *, partial: bool = False) -> dict[str, Any]:
    """Return the body's valid fields; raise ValidationError."""
    given = shape(data=request.data, partial=partial)
    given.is_valid(raise_exception=True)
    fields: dict[str, Any] = given.validated_data
    return fields


class BrandingShape(Shape):
    """How a workspace looks. `logo_url` is "" where it has no logo."""

    name = serializers.CharField(max_length=80)
    tagline = serializers.CharField(max_length=160, allow_blank=True)
    colour = serializers.CharField(max_length=7, help_text="#rrggbb")
    theme = serializers.ChoiceField(Workspace.Theme.choices)
    logo_url = serializers.CharField(read_only=True)


class AboutShape(Shape):
    """A workspace, as anybody who is signed in to it may see it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    url = serializers.CharField()
    branding = BrandingShape()
    modules = serializers.ListField(child=serializers.CharField())
    role = serializers.ChoiceField(Role.choices, allow_null=True)


class LogoShape(Shape):
    """A picture: PNG, JPEG or WebP of up to 2 MB."""

    logo = serializers.FileField()


class SwitchShape(Shape):
    """The position of a module's switch."""

    state = serializers.ChoiceField(["on", "off"])


class ModuleShape(Shape):
    """A module as this workspace has it. `state` is null where it was never on."""

    # A field of this name hides the serializer's own label, which nothing here reads.
    label = serializers.CharField(source="module.label")  # type: ignore[assignment]
    name = serializers.CharField(source="module.name")
    tagline = serializers.CharField(source="module.tagline")
    state = serializers.ChoiceField(ModuleSwitch.State.choices, allow_null=True)
    switched_at = serializers.DateTimeField(allow_null=True)


class TableShape(Shape):
    """A table of a module and how many rows it has."""

    table = serializers.CharField()
    rows = serializers.IntegerField()


class ConfirmShape(Shape):
    """The module's name, typed out, before its data is deleted for good."""

    confirmation = serializers.CharField(max_length=200)


class RoleShape(Shape):
    """What can be changed about a member."""

    role = serializers.ChoiceField(Role.choices)
    is_active = serializers.BooleanField()


class MemberShape(Shape):
    """A person's place in the workspace."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="user.name")
    email = serializers.EmailField(source="user.email")
    role = serializers.ChoiceField(Role.choices)
    is_active = serializers.BooleanField()
    joined_at = serializers.DateTimeField(source="created_at")


class MemberPageShape(Shape):
    """A slice of the members. `next` is null at the end."""

    results = MemberShape(many=True)
    next = serializers.CharField(allow_null=True, help_text="Pass it as ?cursor=.")


class InviteShape(Shape):
    """Whom to invite, and as what."""

    emails = serializers.ListField(
        child=serializers.CharField(max_length=254), min_length=1, max_length=100
    )
    role = serializers.ChoiceField(Role.choices)


class InvitationShape(Shape):
    """An invitation that nobody has accepted yet."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    role = serializers.ChoiceField(Role.choices)
    expires_at = serializers.DateTimeField()


class InvitedShape(Shape):
    """What became of the addresses."""

    sent = InvitationShape(many=True)
    members_already = serializers.ListField(child=serializers.EmailField())


SETTINGS_SCHEMA = {"type": "object", "additionalProperties": True}
