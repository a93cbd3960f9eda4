"""The worker and beat processes."""

import os

from celery import Celery

from config import job_logging  # noqa: F401 - connects its signals
from tenants.schedules import beat_schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("atrium")
app.config_from_object("django.conf:settings", namespace="CELERY")
# "tasks" is the name of a module, so background work lives in jobs.py everywhere.
app.autodiscover_tasks(related_name="jobs")
app.autodiscover_tasks(["tenants.provisioning", "tenants.site"], related_name="jobs")
app.autodiscover_tasks(["tenants"], related_name="schedules")
app.conf.beat_schedule = beat_schedule()
