"""Shared models are always addressed as "public"."table".

So the search path of a workspace holds nothing but its own schema, and a table that is
missing there is an error, never somebody else's table of the same name.
"""

import re
from typing import Any

from django.conf import settings
from django.db.models.signals import class_prepared

QUALIFIED = re.compile(r'^"(?P<schema>[^"]+)"\."(?P<table>[^"]+)"$')
# The recorder looks for its table by bare name, and only inside shared_schema().
LEFT_ALONE = frozenset({"migrations"})


def workspace_labels() -> frozenset[str]:
    """Return the app labels whose tables live in each workspace's schema."""
    return frozenset(name.rsplit(".", 1)[-1] for name in settings.TENANT_APPS)


def is_workspace_label(label: str) -> bool:
    """Return whether an app's tables live in workspace schemas."""
    return label in settings.WORKSPACE_APP_LABELS


def unqualified(name: str) -> str:
    """Return the bare table name of `"public"."table"` or of `table`."""
    found = QUALIFIED.match(name)
    return found["table"] if found else name


def qualify(sender: Any, **_: Any) -> None:
    """Put a shared model's table, real or historical, into the public schema by name."""
    meta = sender._meta
    if meta.app_label in LEFT_ALONE or is_workspace_label(meta.app_label):
        return
    if not meta.db_table.startswith('"'):
        meta.db_table = f'"public"."{meta.db_table}"'


def connect() -> None:
    """Start qualifying; called before any model class exists."""
    class_prepared.connect(qualify, dispatch_uid="atrium.qualify")
