"""Forms for categories and tags."""

from typing import Any

from django import forms

from tenant_apps.blog.models import Category


class TagForm(forms.Form):
    """A tag."""

    name = forms.CharField(max_length=200, label="Name")
    slug = forms.CharField(
        max_length=180, required=False, label="Address", help_text="Empty: made from the name."
    )
    description = forms.CharField(
        max_length=2000,
        required=False,
        label="Description",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class IndentedChoice(forms.ModelChoiceField):
    """Categories with the depth of the tree before their names."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name, indented by its depth in the tree."""
        return f"{'– ' * getattr(obj, 'tree_depth', 0)}{obj.name}"


class CategoryForm(TagForm):
    """A category."""

    parent = IndentedChoice(
        queryset=Category.objects.none(), required=False, label="Inside", empty_label="No other"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Category.objects.with_tree_fields()  # type: ignore[attr-defined]
