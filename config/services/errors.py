"""The one error of the embedded services."""


class ServiceError(Exception):
    """A server could not be prepared, started or stopped; the text is a whole sentence."""
