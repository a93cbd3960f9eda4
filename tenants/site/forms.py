"""The sign-up form."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from shared_apps.foundation.errors import AtriumError
from shared_apps.identity.models import User
from tenants.slugs import check_slug, suggest

NO_CONTROL_CHARACTERS = "Leave out line breaks and other control characters."


def clean_text(value: str) -> str:
    """Return one line of text with single spaces; raise ValidationError for control characters."""
    if any(not each.isprintable() for each in value):
        raise ValidationError(NO_CONTROL_CHARACTERS)
    return " ".join(value.split())


class SignUpForm(forms.Form):
    """An organisation, its address, and its owner."""

    organisation = forms.CharField(
        label="Organisation",
        max_length=80,
        widget=forms.TextInput({"autocomplete": "organization", "autofocus": True}),
    )
    # The model allows 40; the longer input is taken so that the answer can say what is wrong.
    slug = forms.CharField(
        label="Address",
        required=False,
        max_length=300,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    name = forms.CharField(
        label="Your name", max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="At least ten characters. A short sentence is easy to remember.",
    )

    def clean_organisation(self) -> str:
        """Return the name on one line."""
        return clean_text(self.cleaned_data["organisation"])

    def clean_name(self) -> str:
        """Return the name on one line."""
        return clean_text(self.cleaned_data["name"])

    def clean_slug(self) -> str:
        """Return a slug that is free now; one made from the name where none was chosen."""
        slug: str = self.cleaned_data["slug"].strip()
        if not slug:
            slug = suggest(self.cleaned_data.get("organisation", ""))
        try:
            check_slug(slug)
        except AtriumError as refusal:
            raise ValidationError(refusal.message) from None
        return slug

    def clean(self) -> dict[str, Any]:
        """Hold the password against the rules and against the owner's own name and address."""
        given = self.cleaned_data
        if "password" in given:
            person = User(email=given.get("email", ""), name=given.get("name", ""))
            try:
                validate_password(given["password"], person)
            except ValidationError as refusal:
                self.add_error("password", refusal)
        return given
