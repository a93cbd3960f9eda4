"""Reads JSON bodies; nonsense of any depth is a refusal, never a failure of ours."""

from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    """DRF's JSON parser, which also refuses bodies nested deeper than Python can follow."""

    def parse(self, stream: IO[Any], *args: Any, **kwargs: Any) -> Any:
        """Return the decoded body; raise ParseError for anything that is not JSON."""
        try:
            return super().parse(stream, *args, **kwargs)
        except RecursionError:
            raise ParseError("it is nested too deeply") from None
