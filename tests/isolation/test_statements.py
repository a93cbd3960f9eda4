"""The first proof: rows of one workspace are not seen by another."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tenant_apps.kernel.models import OutboxFact
from tenants.context import CrossWorkspaceTransaction, NoWorkspace, use_workspace
from tenants.models import Workspace


def test_a_row_of_acorn_is_not_seen_by_birch(acorn: Workspace, birch: Workspace) -> None:
    with use_workspace(acorn):
        OutboxFact.objects.create(name="acorn.fell", payload={})
        assert OutboxFact.objects.count() == 1
    with use_workspace(birch):
        assert OutboxFact.objects.count() == 0


def test_a_workspace_model_without_workspace_is_refused(acorn: Workspace) -> None:
    with pytest.raises(NoWorkspace):
        OutboxFact.objects.count()


def test_raw_sql_without_workspace_finds_no_table(acorn: Workspace) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kernel_outboxfact")


def test_two_workspaces_in_one_transaction_are_refused(acorn: Workspace, birch: Workspace) -> None:
    with transaction.atomic(), use_workspace(acorn):
        OutboxFact.objects.count()
        with use_workspace(birch), pytest.raises(CrossWorkspaceTransaction):
            OutboxFact.objects.count()
