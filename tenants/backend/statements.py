"""Which statements cannot share a message with `SET LOCAL search_path`.

Transaction control must reach a failed transaction bare; some maintenance refuses to run
inside any transaction, even the implicit one of a two-statement message.
"""

import re

from psycopg import sql

COMMON_STARTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
TRANSACTION_CONTROL = re.compile(
    r"\s*(?:SAVEPOINT|RELEASE|ROLLBACK|COMMIT|BEGIN|START\s+TRANSACTION|END|ABORT)\b",
    re.I,
)
OUTSIDE_TRANSACTIONS = re.compile(
    r"\s*(?:VACUUM|CREATE\s+DATABASE|DROP\s+DATABASE|ALTER\s+SYSTEM|CREATE\s+TABLESPACE"
    r"|DROP\s+TABLESPACE)\b",
    re.I,
)
CONCURRENT_CREATE = re.compile(
    r"(?P<head>\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\b.*?\bON\s+(?:ONLY\s+)?)"
    r"(?P<name>(?:\"[^\"]+\"|[A-Za-z_]\w*)(?:\s*\.)?)",
    re.I | re.S,
)
CONCURRENT_DROP = re.compile(
    r"(?P<head>\s*(?:DROP\s+INDEX\s+CONCURRENTLY\s+(?:IF\s+EXISTS\s+)?"
    r"|REINDEX\s+(?:INDEX|TABLE)\s+CONCURRENTLY\s+))"
    r"(?P<name>(?:\"[^\"]+\"|[A-Za-z_]\w*)(?:\s*\.)?)",
    re.I,
)
CONCURRENT = re.compile(r"\s*(?:CREATE|DROP|REINDEX)\b[^;]*?\bCONCURRENTLY\b", re.I)


def travels_bare(statement: str) -> bool:
    """Return whether the statement must be sent without the search path before it."""
    if statement.startswith(COMMON_STARTS):
        return False
    return bool(
        TRANSACTION_CONTROL.match(statement) or OUTSIDE_TRANSACTIONS.match(statement)
    )


def is_concurrent(statement: str) -> bool:
    """Return whether this is CREATE/DROP/REINDEX ... CONCURRENTLY."""
    return not statement.startswith(COMMON_STARTS) and bool(CONCURRENT.match(statement))


def qualified(statement: str, schema: str) -> str:
    """Return a CONCURRENTLY statement with its unqualified target put in `schema`.

    Such a statement can have no search path of its own, so the name must say it all.
    """
    for pattern in (CONCURRENT_CREATE, CONCURRENT_DROP):
        found = pattern.match(statement)
        if found and not found["name"].rstrip().endswith("."):
            start = found.start("name")
            return f'{statement[:start]}"{schema}".{statement[start:]}'
    return statement


def with_prelude(
    prelude: str, query: "str | bytes | sql.Composable"
) -> "str | bytes | sql.Composable":
    """Return the query with the search path statement before it, in the same message."""
    if isinstance(query, str):
        return prelude + query
    if isinstance(query, bytes):
        return prelude.encode() + query
    return sql.SQL(prelude) + query  # type: ignore[arg-type]
