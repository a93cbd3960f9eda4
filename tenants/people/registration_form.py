"""The name field of the registration form. allauth builds its own form on top of this one."""

from django import forms
from django.http import HttpRequest

from shared_apps.identity.models import User


class NameForm(forms.Form):
    """Asks for the name people are shown by."""

    name = forms.CharField(
        label="Name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more: the adapter has saved the name with the person."""
