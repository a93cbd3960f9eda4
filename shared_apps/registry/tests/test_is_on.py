"""The truth table of the one function that says whether a module is on."""

import pytest

from shared_apps.foundation.clock import now
from shared_apps.registry.discovery import modules
from tenants import modules as switches
from tenants.context import no_workspace, use_workspace
from tenants.directory import directory
from tenants.models import ModuleSwitch

from .test_checks import GOOD

State = ModuleSwitch.State


@pytest.fixture
def installed(monkeypatch):
    """A module "good" is installed, beside the real ones."""
    monkeypatch.setattr(switches, "modules", lambda: {**modules(), "good": GOOD})


def put(workspace, label, state):
    """Write a switch as provisioning does, and forget what was known."""
    ModuleSwitch.objects.update_or_create(
        workspace=workspace, module=label, defaults={"state": state, "switched_at": now()}
    )
    directory.clear()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "expected"),
    [(State.ON, True), (State.OFF, False), (State.PURGED, False), (None, False)],
)
def test_a_module_is_on_exactly_where_its_switch_is_on(installed, acorn, birch, state, expected):
    if state is not None:
        put(acorn, "good", state)
    with use_workspace(acorn):
        assert switches.is_on("good") is expected
    with use_workspace(birch):
        assert switches.is_on("good") is False


@pytest.mark.django_db
def test_a_module_that_is_not_installed_is_off_even_where_its_switch_is_on(acorn):
    put(acorn, "good", State.ON)
    with use_workspace(acorn):
        assert switches.is_on("good") is False


@pytest.mark.django_db
def test_the_kernel_is_always_on_in_a_workspace(acorn):
    with use_workspace(acorn):
        assert switches.is_on("kernel") is True


@pytest.mark.django_db
def test_nothing_is_on_where_no_workspace_is_set(installed, acorn):
    put(acorn, "good", State.ON)
    with no_workspace():
        assert switches.is_on("good") is False
        assert switches.is_on("kernel") is False


@pytest.mark.django_db
def test_an_entry_that_is_given_counts_before_the_current_workspace(installed, acorn, birch):
    put(acorn, "good", State.ON)
    entry = directory.entry(acorn.id)
    with use_workspace(birch):
        assert switches.is_on("good", entry) is True
        assert [m.label for m in switches.modules_on(entry) if m.label == "good"] == ["good"]
