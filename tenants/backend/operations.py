"""SQL fragments that differ because shared tables carry their schema in their name."""

from collections.abc import Iterable

from django.db.backends.postgresql import operations as postgresql

from .qualify import QUALIFIED


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


def _bare(name: str) -> str:
    found = QUALIFIED.match(name)
    return f'"{found["table"]}"' if found else name
