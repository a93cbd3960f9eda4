"""The one statement that opens exactly the schemas of a scope.

`pg_catalog` is named so that creating something where the workspace's schema is gone fails:
the next schema in the path would otherwise receive it, and every workspace sees extensions.
`pg_temp` comes last: unnamed it would come first, and a temporary table would shadow the
tables of whichever workspace uses the connection next.
"""

import re
from functools import lru_cache

from tenants.context import Scope, SharedSchema, WorkspaceRef

EXTENSIONS = "extensions"
BEHIND = f"pg_catalog, {EXTENSIONS}, pg_temp"
SCHEMA_SHAPE = re.compile(r"w_[0-9a-z_]{1,60}\Z")

BEGINNING = "SET LOCAL search_path TO "
FOR_PUBLIC = f"SET LOCAL search_path TO public, {BEHIND};"
FOR_NOBODY = f"SET LOCAL search_path TO {BEHIND};"


@lru_cache(maxsize=16384)
def prelude_of_schema(schema: str) -> str:
    """Return the prelude of a workspace's schema; raise ValueError for any other name."""
    if not SCHEMA_SHAPE.match(schema):
        raise ValueError(f"{schema!r} is not the schema of a workspace.")
    return f'SET LOCAL search_path TO "{schema}", {BEHIND};'


def prelude_for(where: Scope) -> str:
    """Return the statement to put before every other one in this scope."""
    if isinstance(where, WorkspaceRef):
        return prelude_of_schema(where.schema)
    return FOR_PUBLIC if isinstance(where, SharedSchema) else FOR_NOBODY


def without_prelude(sent: str) -> str:
    """Return a statement as its caller wrote it."""
    return sent.partition(";")[2] if sent.startswith(BEGINNING) else sent
