"""Background jobs: ids in, one action, queued by name after commit.

A workspace's job carries its workspace in the message header, and a worker refuses one
without. `module` makes the job skip where that module is off. Shared jobs work for the
public schema and for no workspace.
"""

import logging
import re
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from celery import Task, current_app, shared_task
from celery.exceptions import Ignore, Reject

from shared_apps.foundation.after_commit import after_commit

from .context import WorkspaceRef, current, no_workspace, require, use_workspace
from .directory import directory
from .modules import is_on_now

logger = logging.getLogger("atrium.jobs")
F = TypeVar("F", bound=Callable[..., Any])
HEADER = "atrium_workspace"
HEADER_SHAPE = re.compile(r"(?P<id>[0-9a-f-]{36})/(?P<generation>[0-9]{1,9})\Z")


class JobWithoutWorkspace(RuntimeError):
    """A workspace's job arrived without saying for which workspace."""


def header_of(ref: WorkspaceRef) -> dict[str, str]:
    """Return the header that a workspace's job must carry."""
    return {HEADER: f"{ref.id}/{ref.generation}"}


class WorkspaceJob(Task):
    """A Celery task that runs inside the workspace named in its header."""

    abstract = True
    module: str | None = None

    def apply_async(self, *args: Any, **options: Any) -> Any:
        """Queue the job for the current workspace; raise NoWorkspace where none is set."""
        headers = options.pop("headers", None) or {}
        if HEADER not in headers:
            headers = {**headers, **header_of(require())}
        return super().apply_async(*args, headers=headers, **options)

    def signature(self, *args: Any, **options: Any) -> Any:
        """Return a signature that keeps the current workspace, for chains and callbacks.

        The worker queues what follows a job after it has left the job's workspace.
        """
        made = super().signature(*args, **options)
        headers = made.options.get("headers") or {}
        ref = current()
        if ref is not None and HEADER not in headers:
            made.options["headers"] = {**headers, **header_of(ref)}
        return made

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run in the header's workspace; refuse without, skip where the module is off.

        Called as a plain function, it runs in the caller's workspace.
        """
        ref = require() if self.request.called_directly else self._workspace()
        if ref is None:
            raise Ignore
        with use_workspace(ref):
            if self.module is not None and not is_on_now(self.module):
                logger.info("job skipped: module is off", extra={"job": self.name})
                raise Ignore
            return super().__call__(*args, **kwargs)

    def _workspace(self) -> WorkspaceRef | None:
        raw = self.request.get(HEADER) or (self.request.headers or {}).get(HEADER)
        found = HEADER_SHAPE.match(str(raw))
        if found is None:
            logger.error("job refused: it names no workspace", extra={"job": self.name})
            raise Reject(JobWithoutWorkspace(f"{self.name} came without a workspace."))
        entry = directory.entry(UUID(found["id"]))
        if entry is None or entry.ref.generation != int(found["generation"]):
            logger.info("job dropped: its workspace has ended", extra={"job": self.name})
            return None
        return entry.ref


class SharedJob(Task):
    """A Celery task that runs for no workspace."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run with no workspace set, whatever the worker did before."""
        with no_workspace():
            return super().__call__(*args, **kwargs)


def job(name: str, *, module: str | None = None, **options: Any) -> Callable[[F], Any]:
    """Make a function a workspace's job known by `name`."""
    base = type("Job", (WorkspaceJob,), {"abstract": True, "module": module})
    options.setdefault("acks_late", True)
    return shared_task(name=name, base=base, **options)


def shared_job(name: str, **options: Any) -> Callable[[F], Any]:
    """Make a function a job of the installation itself, known by `name`."""
    options.setdefault("acks_late", True)
    return shared_task(name=name, base=SharedJob, **options)


def enqueue(name: str, *args: Any, **kwargs: Any) -> None:
    """Queue a job by name once the transaction commits, for the current workspace if any.

    Raises NoWorkspace at once for a workspace's job while none is set.
    """
    ref = require() if isinstance(current_app.tasks.get(name), WorkspaceJob) else current()
    headers = header_of(ref) if ref else {}
    after_commit(lambda: current_app.send_task(name, args=args, kwargs=kwargs, headers=headers))


def enqueue_for(ref: WorkspaceRef, name: str, *args: Any, **kwargs: Any) -> None:
    """Queue a workspace's job by name from code that works for no workspace."""
    with use_workspace(ref):
        enqueue(name, *args, **kwargs)
