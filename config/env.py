"""Typed readers for the environment; each fails loudly and names its variable.

An empty string counts as "not set", because compose files and shells pass empty
values where a person meant nothing.
"""

import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


def _raw(name: str) -> str | None:
    return os.environ.get(name, "").strip() or None


def text(name: str, default: str | None = None) -> str:
    """Return the variable as text; raise ImproperlyConfigured if unset without default."""
    value = _raw(name) or default
    if value is None:
        raise ImproperlyConfigured(f"Set {name} in the environment: it has no default.")
    return value


def optional(name: str) -> str | None:
    """Return the variable as text, or None where it is not set."""
    return _raw(name)


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """Return one of `choices`; raise ImproperlyConfigured for any other word."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(choices)}.")
    return value


def boolean(name: str, *, default: bool) -> bool:
    """Return true/false words as a bool; raise ImproperlyConfigured for any other."""
    value = _raw(name)
    if value is None:
        return default
    if value.lower() in TRUE_WORDS | FALSE_WORDS:
        return value.lower() in TRUE_WORDS
    raise ImproperlyConfigured(f"{name} is {value!r}; write true or false.")


def integer(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Return a whole number within bounds; raise ImproperlyConfigured otherwise."""
    value = _raw(name)
    if value is None:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number.") from None
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{name} is {number}; it must lie from {least} to {most}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list of trimmed words."""
    return [word.strip() for word in text(name, default or ",").split(",") if word.strip()]


def service_url(name: str, services_file: Path | None) -> str:
    """Return a service's URL from the environment or from the embedded services' file.

    `services_file` is the JSON that config.services writes; None forbids it (production).
    """
    value = _raw(name)
    if value is not None:
        return value
    if services_file is not None and services_file.is_file():
        return str(json.loads(services_file.read_text())[name.lower()])
    raise ImproperlyConfigured(
        f"Set {name}, or start the embedded services first with `make up` or `make services`."
    )


def beside(url: str) -> str:
    """Return the address of the database after the one a Valkey URL names.

    The queue lives there, so that emptying the cache (FLUSHDB) never empties the queue.
    Raises ImproperlyConfigured where the URL names no number.
    """
    parts = urlsplit(url)
    number = parts.path.strip("/") or "0"
    if not number.isdigit():
        raise ImproperlyConfigured("VALKEY_URL must end in a database number, as in /0.")
    return urlunsplit(parts._replace(path=f"/{int(number) + 1}"))


def database(url: str) -> dict[str, object]:
    """Turn postgres://user:password@host:port/name into Django's connection settings."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgres://user:password@host:5432/name."
        )
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL has a port that is not a number.") from None
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
    }
