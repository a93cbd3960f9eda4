"""Operations for migrations of workspace apps."""

from typing import Any

from django.db.migrations.operations import RunPython


class Backfill(RunPython):
    """Python that fills what an earlier expand step added, run once per workspace.

    It is skipped in a new workspace, whose tables are empty. It runs in one transaction
    with the note that it has run, so a kill leaves nothing half done; with `atomic=False`
    it runs outside and may run again, and must then be idempotent and batch for itself.
    """

    def __init__(self, code: Any, reverse_code: Any = RunPython.noop, **options: Any) -> None:
        super().__init__(code, reverse_code, **options)
