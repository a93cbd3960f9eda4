"""What Prometheus is told: requests and jobs, by route and by job, never by workspace."""

import os
from pathlib import Path

# The library decides while it is imported whether numbers go to files that processes share.
if shared := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    Path(shared).mkdir(parents=True, exist_ok=True)

from prometheus_client import Counter, Histogram

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = Counter("atrium_requests_total", "Requests answered.", ["route", "method", "status"])
REQUEST_SECONDS = Histogram(
    "atrium_request_seconds", "Time to answer, by route.", ["route"], buckets=BUCKETS
)
JOBS = Counter("atrium_jobs_total", "Background jobs ended.", ["job", "outcome"])
JOB_SECONDS = Histogram(
    "atrium_job_seconds", "Time a background job took.", ["job"], buckets=(*BUCKETS, 60.0, 600.0)
)


def count_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request.

    `route` is the URL pattern, so the number of series is bounded by the code, not by what
    visitors type; unknown methods are one series.
    """
    known = method if method in METHODS else "other"
    REQUESTS.labels(route, known, str(status)).inc()
    REQUEST_SECONDS.labels(route).observe(seconds)


def count_job(*, job: str, outcome: str, seconds: float) -> None:
    """Count one background job that ended: succeeded, failed, retried or skipped."""
    JOBS.labels(job, outcome).inc()
    JOB_SECONDS.labels(job).observe(seconds)
