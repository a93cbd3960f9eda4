"""A module's schedule runs where the module is on, and nowhere else."""

from datetime import timedelta

import pytest

from shared_apps.foundation.clock import now
from shared_apps.identity.models import Session
from shared_apps.registry.discovery import modules
from tenants import jobs, schedules
from tenants.directory import directory
from tenants.models import Workspace
from tenants.provisioning.actions import switch_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """What was queued, as (header that names the workspace, job name)."""
    messages = []

    def send(name, headers, **_):
        messages.append((headers, name))

    monkeypatch.setattr(jobs.current_app, "send_task", send)
    return messages


@pytest.fixture
def label():
    """A module with a schedule."""
    return next(m.label for m in modules().values() if m.schedules)


def run(label, django_capture_on_commit_callbacks):
    directory.clear()
    with django_capture_on_commit_callbacks(execute=True):
        return schedules.run_schedule(label, f"{label}.anything")


def test_a_tick_queues_the_job_for_every_workspace_with_the_module_on(
    acorn, birch, label, sent, django_capture_on_commit_callbacks
):
    assert run(label, django_capture_on_commit_callbacks) == 2
    for workspace in (acorn, birch):
        assert (jobs.header_of(workspace.ref), f"{label}.anything") in sent


def test_a_workspace_with_the_module_off_is_left_out(
    acorn, birch, label, ana, sent, django_capture_on_commit_callbacks
):
    switch_off(workspace=acorn, label=label, by=ana, at=now())
    run(label, django_capture_on_commit_callbacks)
    assert sent == [(jobs.header_of(birch.ref), f"{label}.anything")]


def test_a_suspended_workspace_is_left_out(
    acorn, birch, label, sent, django_capture_on_commit_callbacks
):
    Workspace.objects.filter(pk=birch.pk).update(status=Workspace.Status.SUSPENDED)
    run(label, django_capture_on_commit_callbacks)
    assert sent == [(jobs.header_of(acorn.ref), f"{label}.anything")]


def test_sessions_that_have_run_out_are_deleted_and_others_stay(db):
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=now() + timedelta(days=days)
        )
    schedules.forget_expired_sign_ins()
    keys = Session.objects.filter(session_key__in=["old", "new"]).values_list(
        "session_key", flat=True
    )
    assert list(keys) == ["new"]
