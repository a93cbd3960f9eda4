"""The dashboard's forms."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from shared_apps.identity.models import User
from shared_apps.registry.manifest import SettingField
from tenants.models import Workspace


class TypedName(forms.Form):
    """Asks for a name to be typed before something is deleted for good."""

    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["name"].label = f"Type “{expected}” to confirm"

    def clean_name(self) -> str:
        """Return the name if it is the expected one."""
        if self.cleaned_data["name"] != self.expected:
            raise ValidationError(f"Nothing was deleted: type exactly “{self.expected}”.")
        return self.expected


class OwnPassword(forms.Form):
    """Asks people to show once more that it is them."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """Return the password if it is the person's own."""
        if not self.person.check_password(self.cleaned_data["password"]):
            raise ValidationError("This is not your password.")
        return ""


class InviteForm(forms.Form):
    """Addresses and the role that all of them get."""

    emails = forms.CharField(
        label="E-mail addresses",
        max_length=20_000,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text="One or several, separated by commas, spaces or lines.",
    )
    role = forms.ChoiceField(label="Role")

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(label="Role", choices=roles)

    def clean_emails(self) -> list[str]:
        """Return the addresses, not yet checked."""
        return [each for each in re.split(r"[\s,;]+", self.cleaned_data["emails"]) if each]


class BrandingForm(forms.Form):
    """Name, tagline, colour, theme and, if chosen, a new logo."""

    name = forms.CharField(label="Name", max_length=80)
    tagline = forms.CharField(
        label="Tagline",
        required=False,
        max_length=160,
        help_text="One line below the name on your home page.",
    )
    colour = forms.CharField(
        label="Colour",
        max_length=20,
        widget=forms.TextInput({"type": "color"}),
        help_text="For buttons and links. Text on it stays readable whatever you choose.",
    )
    theme = forms.ChoiceField(
        label="Light or dark", choices=Workspace.Theme.choices, widget=forms.RadioSelect
    )
    logo = forms.FileField(
        label="Logo",
        required=False,
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
        help_text="PNG, JPEG or WebP of up to 2 MB, at least 16 pixels wide and high.",
    )


class AddressForm(forms.Form):
    """Another subdomain."""

    slug = forms.CharField(
        label="Address",
        max_length=300,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class SettingsForm(forms.Form):
    """The settings of one section, made from what its manifest says."""

    def __init__(
        self, *args: Any, settings: tuple[SettingField, ...], values: dict[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "initial": values})
        for setting in settings:
            self.fields[setting.key] = _field_of(setting)


def _field_of(setting: SettingField) -> forms.Field:
    words: dict[str, Any] = {"label": setting.label, "help_text": setting.help_text}
    match setting.kind:
        case "boolean":
            return forms.BooleanField(required=False, **words)
        case "integer":
            return forms.IntegerField(min_value=0, max_value=2**31 - 1, **words)
        case "choice":
            return forms.ChoiceField(choices=setting.choices, **words)
    return forms.CharField(required=False, max_length=2000, **words)
