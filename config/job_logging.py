"""Log lines and metrics of background jobs. Imported by config.celery for its signals."""

import time
from typing import Any

import structlog
from celery import signals

from config import observability
from config.metrics import count_job

logger = structlog.stdlib.get_logger("atrium.jobs")
_started: dict[str, float] = {}
OUTCOMES = {"SUCCESS": "succeeded", "FAILURE": "failed", "RETRY": "retried", "IGNORED": "skipped"}


@signals.setup_logging.connect(weak=False)
def keep_our_logging(**_: Any) -> None:
    """Leave logging as the settings made it: Celery skips its own when this is connected."""


@signals.worker_process_init.connect(weak=False)
def observe_process(**_: Any) -> None:
    """Start the optional observers after the fork; their threads do not survive one."""
    observability.start()


@signals.task_prerun.connect(weak=False)
def bind_job(task_id: str, task: Any, **_: Any) -> None:
    """Name the job and its workspace in every line until it ends."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(job=task.name, job_id=task_id, **_workspace(task))
    _started[task_id] = time.perf_counter()


@signals.task_postrun.connect(weak=False)
def tell_job(task_id: str, task: Any, state: str | None = None, **_: Any) -> None:
    """Write the job's one line, count it, and forget what was bound."""
    seconds = time.perf_counter() - _started.pop(task_id, time.perf_counter())
    outcome = OUTCOMES.get(state or "", (state or "ended").lower())
    count_job(job=task.name, outcome=outcome, seconds=seconds)
    logger.info("job", outcome=outcome, ms=round(seconds * 1000, 1))
    structlog.contextvars.clear_contextvars()


def _workspace(task: Any) -> dict[str, str]:
    raw = task.request.get("atrium_workspace") or (task.request.headers or {}).get(
        "atrium_workspace"
    )
    return {"workspace": str(raw).partition("/")[0]} if raw else {}
