"""Run as a process of its own by test_killed.py: does one thing and is killed at a point.

Arguments: workspace id, point. The point is a call that ends the process instead of, or
right after, doing its work; at "nowhere" it delivers and ends by itself.
"""

import os
import signal
import sys
from typing import Any
from uuid import UUID


def die(*_: object, **__: object) -> None:
    """End this process as the kernel's out-of-memory killer would."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(workspace_id: str, point: str) -> None:
    """Publish or deliver in the workspace, and die at `point`."""
    import django

    django.setup()
    from django.db import transaction

    from shared_apps.foundation.clock import now
    from tenant_apps.kernel import outbox
    from tenant_apps.kernel.tests.conftest import BellRang
    from tenants.context import use_workspace
    from tenants.models import Workspace

    react_as_in_tests(outbox)
    workspace = Workspace.objects.get(pk=UUID(workspace_id))
    with use_workspace(workspace):
        if point == "nowhere":
            outbox.deliver_due(at=now())
            return
        if point == "before commit":
            with transaction.atomic():
                outbox.publish(BellRang(times=1))
                die()
        if point == "after commit, before the message":
            outbox.enqueue_for = die  # type: ignore[assignment]
            with transaction.atomic():
                outbox.publish(BellRang(times=1))
        replace(outbox, point)
        outbox.deliver_due(at=now())


def react_as_in_tests(outbox: Any) -> None:
    """Install the two reactions that leave traces."""
    from tenant_apps.kernel.tests.conftest import manifest

    outbox.modules = lambda: {"kernel": manifest("kernel", "count", "also_count")}


class Notes:
    """Stands for the notes' rows: they can be read, and deleting them ends the process."""

    def __init__(self, keys, asked) -> None:
        self.keys = keys
        assert asked

    def values_list(self, *_, **__):
        """Return the keys."""
        return self.keys

    delete = die


def replace(outbox: Any, point: str) -> None:
    """Put the end of the process where `point` says."""
    react, notes = outbox._react, list(outbox._notes().values_list("pk", flat=True))
    if point == "after the claim":
        outbox.reactions_to = die
    elif point == "inside a reaction":
        outbox.resolve = lambda dotted: lambda fact: (outbox.OutboxFact.objects.create(
            name="trace.count", payload={"times": 99}), die())  # fmt: skip
    elif point == "between two reactions":
        outbox._react = lambda *args: react(*args) or die()
    elif point == "before the end is written down":
        outbox._settle = die
    elif point == "before the notes go":
        outbox.PendingOutbox.objects.filter = lambda **asked: Notes(notes, asked)


if __name__ == "__main__":
    main(*sys.argv[1:])
