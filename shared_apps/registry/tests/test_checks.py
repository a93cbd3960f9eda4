from dataclasses import replace

import pytest

from shared_apps.registry import checks
from shared_apps.registry.manifest import Capability, Card, Module, NavItem, Reaction
from shared_apps.registry.roles import ANYONE, OWNER

GOOD = Module(
    label="good",
    name="Good",
    tagline="Nothing is wrong with it",
    description="Nothing is wrong with it.",
    icon="check",
    category="Tests",
    slug="good",
    capabilities=(Capability("good.read", "Read", (OWNER, ANYONE)),),
    facts=("good.thing_happened",),
    cards=(Card("Things", "shared_apps.foundation.clock.now", "good.read"),),
    navigation=(NavItem("Things", "good:list", "good.read", "check"),),
)


@pytest.fixture
def problems(monkeypatch):
    """Return the check's ids and sentences for the given manifests."""

    def run(*manifests):
        by_label = {manifest.label: manifest for manifest in manifests}
        names = frozenset(name for manifest in manifests for name in manifest.facts)
        monkeypatch.setattr(checks, "modules", lambda: by_label)
        monkeypatch.setattr(checks, "facts_known", lambda: names)
        return [(message.id, message.msg) for message in checks.manifests_hold()]

    return run


def test_a_sound_manifest_passes(problems):
    assert problems(GOOD) == []


def test_the_installed_manifests_pass():
    assert checks.manifests_hold() == []


def test_two_modules_with_one_slug_are_e001(problems):
    twin = replace(GOOD, label="twin", capabilities=(), cards=(), navigation=(), facts=(), app="")
    assert problems(GOOD, twin) == [
        ("atrium.E001", "Two modules have the URL slug 'good'."),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"pages": "tenant_apps.nosuch.urls"},
        {"api": "shared_apps.registry.nosuch"},
        {"search": "shared_apps.foundation.clock.nosuch"},
        {"demo": "nosuch.module.build"},
        {"demo": "nodots"},
        {"privacy_export": "shared_apps.registry.roles.ANYONE"},  # there, but not callable
        {"cards": (Card("Things", "shared_apps.nosuch.card", "good.read"),)},
        {"navigation": (NavItem("T", "good:list", "good.read", "x", badge="nosuch.badge"),)},
        {"reactions": (Reaction("good.thing_happened", "nosuch.react"),)},
    ],
    ids=str,
)
def test_a_string_that_leads_nowhere_is_e002(problems, change):
    assert [number for number, _ in problems(replace(GOOD, **change))] == ["atrium.E002"]


def test_a_capability_without_the_modules_prefix_is_e003(problems):
    strayed = (*GOOD.capabilities, Capability("other.read", "Read", (OWNER,)))
    assert [number for number, _ in problems(replace(GOOD, capabilities=strayed))] == [
        "atrium.E003"
    ]


def test_a_capability_for_an_unknown_role_is_e004(problems):
    odd = (Capability("good.read", "Read", ("emperor",)),)
    found = problems(replace(GOOD, capabilities=odd))
    assert [number for number, _ in found] == ["atrium.E004"]
    assert "good.read" in found[0][1]


def test_a_reaction_to_a_fact_that_an_installed_module_never_publishes_is_e005(problems):
    deaf = (Reaction("good.nothing_happened", "shared_apps.foundation.clock.now"),)
    assert [number for number, _ in problems(replace(GOOD, reactions=deaf))] == ["atrium.E005"]


def test_a_reaction_to_a_module_that_is_not_installed_is_fine(problems):
    waiting = (Reaction("absent.thing_happened", "shared_apps.foundation.clock.now"),)
    assert problems(replace(GOOD, reactions=waiting)) == []


def test_a_capability_that_is_used_but_not_declared_is_e006(problems):
    undeclared = (Card("Things", "shared_apps.foundation.clock.now", "good.write"),)
    assert [number for number, _ in problems(replace(GOOD, cards=undeclared))] == ["atrium.E006"]
