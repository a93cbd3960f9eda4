"""Facts: frozen dataclasses of primitives in the past tense, known by name.

This floor only defines and names them; `tenant_apps.kernel.outbox` writes and delivers.
"""

from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

from .discovery import module

PRIMITIVES = frozenset({"str", "int", "bool", "str | None", "int | None", "bool | None"})


@runtime_checkable
class Fact(Protocol):
    """A frozen dataclass decorated with `@fact`."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


F = TypeVar("F")
_facts: dict[str, type[Any]] = {}


def fact(name: str) -> Callable[[type[F]], type[F]]:
    """Give a frozen dataclass of primitives its public name, as in "blog.post_published".

    Raises TypeError for a class that is mutable or holds anything but primitives:
    a fact must mean the same after a restart and in another process.
    """

    def register(cls: type[F]) -> type[F]:
        _refuse_unsafe(cls)
        cls.fact_name = name  # type: ignore[attr-defined]
        _facts[name] = cls
        return cls

    return register


def _refuse_unsafe(cls: type[Any]) -> None:
    if not is_dataclass(cls) or not cls.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise TypeError(f"{cls.__name__} must be a frozen dataclass.")
    for each in fields(cls):
        kind = each.type if isinstance(each.type, str) else getattr(each.type, "__name__", "")
        if (kind or str(each.type)) not in PRIMITIVES and str(each.type) not in PRIMITIVES:
            raise TypeError(f"{cls.__name__}.{each.name} must be a primitive, not {each.type}.")


def name_of(value: Fact) -> str:
    """Return the fact's public name; raise TypeError where it was never given one."""
    name = getattr(value, "fact_name", None)
    if not isinstance(name, str):
        raise TypeError(f"{type(value).__name__} is no fact: decorate it with @fact.")
    return name


def payload_of(value: Fact) -> dict[str, Any]:
    """Return the fact's fields as a JSON-ready dict."""
    return asdict(value)


def fact_class(name: str) -> type[Any] | None:
    """Return the class of a fact by name, or None where no installed module defines it."""
    if name not in _facts:
        _import_facts_of(name.split(".", 1)[0])
    return _facts.get(name)


def _import_facts_of(label: str) -> None:
    """Import the facts.py of the module: a worker may not have needed it before."""
    manifest = module(label)
    if manifest is not None and find_spec(f"{manifest.app}.facts") is not None:
        import_module(f"{manifest.app}.facts")
