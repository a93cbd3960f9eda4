"""The form under a post."""

from typing import Any

from django import forms

from tenant_apps.blog.models.comments import LONGEST_COMMENT
from tenants.access import Member


class CommentForm(forms.Form):
    """A comment; visitors sign it, members are known. `website` is a trap that people never see."""

    name = forms.CharField(max_length=100, label="Your name")
    email = forms.EmailField(
        max_length=254, label="E-mail", help_text="Not shown; only moderators see it."
    )
    body = forms.CharField(
        max_length=LONGEST_COMMENT,
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="*emphasis*, **weight**, `code`, > quotation and links work.",
    )
    parent = forms.UUIDField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        if member.is_signed_in:
            del self.fields["name"], self.fields["email"]
