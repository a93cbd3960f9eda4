"""Jobs that leave a leaf where they ran, saying in which schema that was."""

from typing import Any

from tenants.context import current, require
from tenants.jobs import job, shared_job


@job("isolation.note")
def note(label: str) -> str:
    """Write a leaf in the job's workspace."""
    from .probe import Leaf

    Leaf.objects.create(home=require().schema, label=label)
    return label


@job("isolation.note_at_second_try", bind=True, max_retries=1)
def note_at_second_try(self: Any, label: str) -> None:
    """Fail once, then write a leaf."""
    if self.request.retries == 0:
        raise self.retry(countdown=0)
    note(label)


@job("isolation.note_if_on", module="no-such-module")
def note_if_on(label: str) -> None:
    """Write a leaf, if a module is on that never is."""
    note(label)


@shared_job("isolation.look")
def look(path: str) -> None:
    """Write down what a job of the installation sees as its workspace."""
    with open(path, "w") as file:  # noqa: PTH123
        file.write(repr(current()))
