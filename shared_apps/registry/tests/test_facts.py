from dataclasses import dataclass, field
from datetime import datetime

import pytest

from shared_apps.registry.facts import Fact, fact, fact_class, name_of, payload_of


@fact("registry.test_thing_happened")
@dataclass(frozen=True)
class ThingHappened:
    thing_id: str
    times: int
    note: str | None = None


def test_a_fact_is_known_by_its_name():
    assert fact_class("registry.test_thing_happened") is ThingHappened
    assert name_of(ThingHappened("a", 1)) == "registry.test_thing_happened"
    assert isinstance(ThingHappened("a", 1), Fact)


def test_a_dataclass_that_was_never_named_is_no_fact():
    @dataclass(frozen=True)
    class Unnamed:
        a: str

    with pytest.raises(TypeError, match="Unnamed is no fact"):
        name_of(Unnamed("a"))


def test_a_fact_becomes_a_plain_dict_and_back():
    happened = ThingHappened("a", 1, "x")
    payload = payload_of(happened)
    assert payload == {"thing_id": "a", "times": 1, "note": "x"}
    assert ThingHappened(**payload) == happened


def test_an_unknown_name_is_none():
    assert fact_class("nosuch.thing") is None
    assert fact_class("nonsense") is None


def test_a_mutable_class_is_refused():
    @dataclass
    class Mutable:
        a: str

    with pytest.raises(TypeError, match="Mutable must be a frozen dataclass"):
        fact("registry.mutable")(Mutable)


def test_a_plain_class_is_refused():
    class Plain:
        a: str

    with pytest.raises(TypeError, match="frozen dataclass"):
        fact("registry.plain")(Plain)


@pytest.mark.parametrize("kind", [datetime, list[str], dict, object, float])
def test_anything_but_primitives_is_refused(kind):
    made = dataclass(frozen=True)(type("Odd", (), {"__annotations__": {"value": kind}}))
    with pytest.raises(TypeError, match=r"Odd\.value must be a primitive"):
        fact("registry.odd")(made)


def test_a_default_list_is_refused():
    @dataclass(frozen=True)
    class WithList:
        rows: list = field(default_factory=list)

    with pytest.raises(TypeError, match="primitive"):
        fact("registry.with_list")(WithList)


def test_a_refused_fact_is_not_registered():
    for name in ("registry.mutable", "registry.plain", "registry.odd", "registry.with_list"):
        assert fact_class(name) is None
