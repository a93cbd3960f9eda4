"""Rows for lists to be long: the workspace's own here, each module's in its tests/samples.py."""

from datetime import timedelta
from itertools import count
from typing import Any

from shared_apps.foundation.clock import now
from shared_apps.identity.models import User
from shared_apps.registry.roles import Role
from tenants.context import use_workspace
from tenants.models import Invitation, Membership, Workspace
from tests.access.routes import sample_modules

_number = count(1)


def grow(workspace: Workspace, rows: int) -> None:
    """Add `rows` of everything that a list of this workspace can show."""
    for _ in range(rows):
        _person(workspace, next(_number))
    for each in sample_modules():
        more: Any = getattr(each, "more", None)
        if more is not None:
            with use_workspace(workspace):
                more(workspace, rows)


def _person(workspace: Workspace, number: int) -> None:
    user = User.objects.create(email=f"row{number}@example.com", name=f"Row {number}")
    Membership.objects.create(workspace=workspace, user=user, role=Role.STAFF)
    Invitation.objects.create(
        workspace=workspace,
        email=f"invited{number}@example.com",
        role=Role.MEMBER,
        digest=f"{number:064d}",
        invited_by=user,
        expires_at=now() + timedelta(days=1),
    )
