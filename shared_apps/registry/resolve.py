"""Turns a manifest's dotted strings into the things they name."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils.module_loading import import_string


@lru_cache(maxsize=1024)
def resolve(dotted: str) -> Callable[..., Any]:
    """Return the callable behind "package.module.name"; raise ImportError if there is none."""
    target = import_string(dotted)
    if not callable(target):
        raise ImportError(f"{dotted} is not callable.")
    return target  # type: ignore[no-any-return]
