"""The Celery application of the worker that tests/isolation/test_jobs.py starts."""

from config.celery import app as app  # noqa: PLC0414

from . import worker_jobs  # noqa: F401  (registers the jobs)
