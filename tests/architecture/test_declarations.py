"""Every job says whose it is; every schedule, reaction and setting leads to something."""

import pytest
from celery import current_app

from shared_apps.registry.discovery import modules
from tenants.jobs import SharedJob, WorkspaceJob
from tenants.schedules import FAN_OUT_JOB, INSTALLATION, beat_schedule


@pytest.fixture(scope="module")
def jobs():
    """Every job that a worker would know, by name."""
    current_app.loader.import_default_modules()
    return {name: job for name, job in current_app.tasks.items() if not name.startswith("celery.")}


def test_every_job_is_a_workspaces_or_the_installations(jobs):
    assert len(jobs) > 5
    assert [n for n, job in jobs.items() if not isinstance(job, WorkspaceJob | SharedJob)] == []


def test_a_modules_jobs_carry_its_name_and_stop_where_it_is_off(jobs):
    for name, job in jobs.items():
        owner = job.__module__.split(".")
        if owner[0] == "tenant_apps" and owner[1] != "kernel":
            assert isinstance(job, WorkspaceJob), name
            assert name.startswith(f"{owner[1]}."), name
            assert job.module == owner[1], name


def test_every_job_survives_the_loss_of_its_worker(jobs):
    assert [name for name, job in jobs.items() if not job.acks_late] == []


def test_every_scheduled_job_exists(jobs):
    assert [name for name, _ in INSTALLATION if name not in jobs] == []
    for manifest in modules().values():
        assert [each.job for each in manifest.schedules if each.job not in jobs] == []


def test_beat_fans_a_modules_schedule_out_and_lets_no_tick_outlive_its_turn():
    entries = beat_schedule()
    for manifest in modules().values():
        for each in manifest.schedules:
            assert entries[each.job]["task"] == FAN_OUT_JOB
            assert entries[each.job]["args"] == (manifest.label, each.job)
    assert all(e["options"]["expires"] <= e["schedule"] for e in entries.values())
