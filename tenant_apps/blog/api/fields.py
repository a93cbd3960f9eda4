"""Fields that take exactly the JSON type they are described with."""

from typing import Any

from rest_framework import serializers


class Text(serializers.CharField):
    """A JSON string; numbers are not read as one."""

    def to_internal_value(self, data: Any) -> str:
        """Return the string; refuse every other type."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Flag(serializers.BooleanField):
    """A JSON boolean; "yes" and 1 are not read as one."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the boolean; refuse every other type."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Number(serializers.IntegerField):
    """A JSON integer; strings and fractions are not read as one."""

    def to_internal_value(self, data: Any) -> int:
        """Return the integer; refuse every other type."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Choice(serializers.ChoiceField):
    """One of a few JSON strings."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the choice; refuse every other type."""
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """An RFC 3339 moment in a year that the database and its readers can hold."""

    def to_internal_value(self, value: Any) -> Any:
        """Return the aware moment; refuse years before 1970 and after 9000."""
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        try:
            moment = super().to_internal_value(value)
        except OverflowError:
            moment = None
        if moment is None or not 1970 <= moment.year <= 9000:
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        return moment


class Identifier(serializers.UUIDField):
    """A UUID as a JSON string."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the UUID; refuse every other type."""
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)
