"""The worker and beat processes."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

from config import env, job_logging  # noqa: F401 - the latter connects its signals
from tenants.schedules import beat_schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("atrium")
app.config_from_object("django.conf:settings", namespace="CELERY")
# "tasks" is the name of a module, so background work lives in jobs.py everywhere.
app.autodiscover_tasks(related_name="jobs")
app.autodiscover_tasks(["tenants.provisioning", "tenants.site"], related_name="jobs")
app.autodiscover_tasks(["tenants"], related_name="schedules")
app.conf.beat_schedule = beat_schedule()


@worker_init.connect
def give_way(**_: Any) -> None:
    """Let web and live go first where they share a machine: nobody waits for a job's answer."""
    os.nice(env.integer("ATRIUM_WORKER_NICE", 10, most=19))
