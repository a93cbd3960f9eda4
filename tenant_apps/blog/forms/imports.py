"""The form that takes an export."""

from typing import Any

from django import forms

from tenant_apps.blog.actions.imports import LIMIT_IN_WORDS


class ImportForm(forms.Form):
    """An export file; whether it is one is for the action to say."""

    file = forms.FileField(
        label="WordPress export (.xml)",
        max_length=255,
        help_text=f"Made in WordPress under Tools, Export. At most {LIMIT_IN_WORDS}.",
        error_messages={
            "empty": "This file is empty.",
            "required": "Choose the .xml file that WordPress made.",
        },
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
    )

    def clean_file(self) -> Any:
        """Return the upload, its name without what the database cannot hold."""
        upload = self.cleaned_data["file"]
        upload.name = upload.name.replace("\x00", "")
        return upload
