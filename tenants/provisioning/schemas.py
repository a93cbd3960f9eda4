"""Makes, fills and drops schemas by replaying plans."""

import secrets

from django.db import connection

from tenants.context import WorkspaceRef, use_workspace

from .compiler import Plan

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def new_schema_name() -> str:
    """Return an opaque schema name: it says nothing of whose it is and is never reused."""
    return "w_" + "".join(secrets.choice(ALPHABET) for _ in range(20))


def create_schema(name: str, plan: Plan) -> None:
    """Create a schema and replay a plan in it, all in one message."""
    statements = [f'CREATE SCHEMA "{name}"', f'SET LOCAL search_path TO "{name}", extensions']
    with connection.cursor() as cursor:
        cursor.execute(message([*statements, *plan.steps]))


def replay(ref: WorkspaceRef, plan: Plan) -> None:
    """Replay a plan in a workspace's schema, all in one message, hence all or nothing."""
    if not plan.steps:
        return
    with use_workspace(ref), connection.cursor() as cursor:
        cursor.execute(message(plan.steps))


def drop_schema(name: str) -> None:
    """Drop a schema with all that is in it."""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')


def message(statements: "list[str] | tuple[str, ...]") -> str:
    """Join statements into one simple-protocol message."""
    return ";\n".join(each.rstrip().rstrip(";") for each in statements)
