"""Work that must wait until the transaction holds."""

from collections.abc import Callable

from django.db import transaction


def after_commit(work: Callable[[], object]) -> None:
    """Run `work` once the current transaction has committed; at once where there is none.

    A failure in `work` is logged, never raised: the change it follows has happened.
    """
    transaction.on_commit(work, robust=True)
