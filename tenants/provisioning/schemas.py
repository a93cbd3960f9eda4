"""Makes and drops schemas, each in one message."""

import secrets
from collections.abc import Iterable

from django.db import connection

from .units import Plan

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def new_schema_name() -> str:
    """Return an opaque schema name: it says nothing of whose it is and is never reused."""
    return "w_" + "".join(secrets.choice(ALPHABET) for _ in range(20))


def create_schema(name: str, plan: Plan) -> None:
    """Create a schema and replay a fresh plan in it, all in one message."""
    with connection.cursor() as cursor:
        cursor.execute(message([f'CREATE SCHEMA "{name}"', path_to(name), *plan.statements]))


def fill_schema(name: str, plan: Plan) -> None:
    """Replay a fresh plan in a schema that exists, all in one message."""
    if plan.statements:
        with connection.cursor() as cursor:
            cursor.execute(message([path_to(name), *plan.statements]))


def drop_schema(name: str) -> None:
    """Drop a schema with all that is in it."""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')


def path_to(name: str) -> str:
    """Return the statement that opens one schema for the rest of a message."""
    return f'SET LOCAL search_path TO "{name}", extensions'


def message(statements: Iterable[str]) -> str:
    """Join statements into one simple-protocol message."""
    # The semicolon has a line of its own: a statement may end in a comment.
    return "\n;\n".join(each.rstrip().rstrip(";") for each in statements)
