"""Which statements cannot share a message with `SET LOCAL search_path`, and which may not run.

Transaction control must reach a failed transaction bare; some maintenance refuses to run
inside any transaction, even the implicit one of a two-statement message. Only a statement
that stands alone is ever sent bare: whatever follows it would have no path of its own.
"""

import re
from enum import Enum, auto

from psycopg import sql

# What the ORM sends begins with one of these; everything else is looked at closely.
COMMON_STARTS = frozenset({"SELECT ", "INSERT ", "UPDATE ", "DELETE "})
TRANSACTION_CONTROL = re.compile(
    r"\s*(?:SAVEPOINT|RELEASE|ROLLBACK|COMMIT|BEGIN|START\s+TRANSACTION|END|ABORT)\b", re.I
)
OUTSIDE_TRANSACTIONS = re.compile(
    r"\s*(?:VACUUM|(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE)|ALTER\s+SYSTEM)\b", re.I
)
NAME = r'(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)'
TARGET = rf"(?P<name>{NAME})(?!\s*\.)(?![\w$])"
CONCURRENT = (
    re.compile(
        r"\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+"
        rf"(?:(?:IF\s+NOT\s+EXISTS\s+)?(?!ON\s){NAME}\s+)?ON\s+(?:ONLY\s+)?(?:{TARGET})?",
        re.I,
    ),
    re.compile(rf"\s*DROP\s+INDEX\s+CONCURRENTLY\s+(?:IF\s+EXISTS\s+)?(?:{TARGET})?", re.I),
    re.compile(
        r"\s*REINDEX\s+(?:\([^)]*\)\s*)?(?:INDEX|TABLE)\s+CONCURRENTLY\s+" rf"(?:{TARGET})?",  # noqa: ISC001
        re.I,
    ),
)
TEMPORARY = re.compile(r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:GLOBAL|LOCAL)\s+)?TEMP", re.I)
ENDS_WITH_COMMIT = re.compile(r"\bON\s+COMMIT\s+DROP\b", re.I)
SESSION_PATH = re.compile(r"\s*SET\s+(?:SESSION\s+)?(?:search_path|SCHEMA)\b", re.I)


class Way(Enum):
    """How a statement reaches the server."""

    WITH_PATH = auto()
    BARE = auto()
    REFUSED = auto()


def way_of(statement: str) -> Way:
    """Return how an uncommon statement is sent."""
    if TEMPORARY.match(statement) and not ENDS_WITH_COMMIT.search(statement):
        return Way.REFUSED
    if SESSION_PATH.match(statement):
        return Way.REFUSED
    alone = ";" not in statement.rstrip("; \t\r\n")
    if alone and (travels_bare(statement) or is_concurrent(statement)):
        return Way.BARE
    return Way.WITH_PATH


def travels_bare(statement: str) -> bool:
    """Return whether this is transaction control, or maintenance outside transactions."""
    return bool(TRANSACTION_CONTROL.match(statement) or OUTSIDE_TRANSACTIONS.match(statement))


def is_concurrent(statement: str) -> bool:
    """Return whether this is CREATE INDEX, DROP INDEX or REINDEX ... CONCURRENTLY."""
    return any(pattern.match(statement) for pattern in CONCURRENT)


def qualified(statement: str, schema: str | None) -> str:
    """Return a CONCURRENTLY statement with its unqualified target put in `schema`.

    Such a statement can have no search path of its own, so the name must say it all.
    Any other statement comes back unchanged.
    """
    for pattern in CONCURRENT:
        found = pattern.match(statement)
        if schema and found and found["name"]:
            start = found.start("name")
            return f'{statement[:start]}"{schema}".{statement[start:]}'
    return statement


def text_of(query: "str | bytes | sql.Composable", connection: object) -> str:
    """Return any kind of query that psycopg takes as text, placeholders kept."""
    if isinstance(query, str):
        return query
    if isinstance(query, bytes):
        return query.decode()
    return query.as_string(connection)  # type: ignore[arg-type]
