"""How a Django form field's widget becomes one of our controls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    # Order matters: CheckboxSelectMultiple is a RadioSelect's sibling and both are ChoiceWidgets.
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.SelectMultiple, "list"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.MultiWidget, "group"),
)

_CLASSES = {
    "choices": "choices",
    "checkbox": "check",
    "list": "control control-list",
    "select": "control control-select",
    "textarea": "control control-area",
    "file": "control control-file",
    "group": "control",
    "input": "control",
    "hidden": "",
}


def control_kind(field: BoundField) -> str:
    """One of choices, checkbox, list, select, textarea, file, group, hidden, input."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    return next(
        (kind for widget_class, kind in _KINDS if isinstance(widget, widget_class)),
        "input",
    )


def described_by(field: BoundField) -> str:
    """Ids of the hint and of the errors, in reading order, for ``aria-describedby``."""
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


def render_control(field: BoundField, attributes: Mapping[str, Any], css: str = "") -> SafeString:
    """Return the widget's HTML with our classes (or ``css``) and its ``aria-describedby``."""
    own = str(field.field.widget.attrs.get("class", ""))
    classes = " ".join(part for part in (css or _CLASSES[control_kind(field)], own) if part)
    attrs = dict(attributes)
    if classes:
        attrs["class"] = classes
    if described := described_by(field):
        attrs["aria-describedby"] = described
    return field.as_widget(attrs=attrs)
