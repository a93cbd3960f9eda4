"""SQL fragments that differ because shared tables carry their schema in their name."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import operations as postgresql

from .qualify import QUALIFIED
from .search_path import without_prelude


class DatabaseOperations(postgresql.DatabaseOperations):
    """Django's operations, with bare names where PostgreSQL takes no other."""

    def for_update_sql(
        self,
        nowait: bool = False,
        skip_locked: bool = False,
        of: Iterable[str] = (),
        no_key: bool = False,
    ) -> str:
        """Return FOR UPDATE; the tables behind OF are named as the query knows them."""
        bare = tuple(_bare(name) for name in of)
        return str(super().for_update_sql(nowait, skip_locked, bare, no_key))

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str | None:  # type: ignore[override]
        """Return the caller's statement as it was sent, without the search path before it."""
        sent: str | None = super().last_executed_query(cursor, sql, params)
        return sent and without_prelude(sent)


def _bare(name: str) -> str:
    found = QUALIFIED.match(name)
    return f'"{found["table"]}"' if found else name
