"""An e-mail address column that knows no upper case."""

from typing import Any

from django.db import models


class LowerEmailField(models.EmailField):
    """Stores and looks up addresses in lower case, so that one mailbox is one person.

    RFC 5321 lets a mail server tell "Ana@" from "ana@"; none in use does, people do not.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Return what goes to the database, for saving and for looking up alike."""
        prepared = super().get_prep_value(value)
        return prepared.strip().lower() if isinstance(prepared, str) else prepared

    def to_python(self, value: Any) -> Any:
        """Return the address as a form or a fixture gives it, in lower case."""
        cleaned = super().to_python(value)
        return cleaned.strip().lower() if isinstance(cleaned, str) else cleaned

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Put the stored form on the instance too, so that it reads as the row does."""
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value
