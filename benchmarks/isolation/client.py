"""One process of clients: threads with a connection each, in random workspaces by turns.

Run by the harness as `python -m benchmarks.isolation.client`; prints what it counted.
"""

import argparse
import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import django
from django.conf import settings

CONNECT_TRIES = 10
Enter = Callable[[str], AbstractContextManager[Any]]


def main() -> None:
    """Run the clients until each has sent its share of statements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--statements", type=int, required=True, help="per client")
    parser.add_argument("--schemas", nargs="+", required=True)
    parser.add_argument("--seed", type=int, required=True)
    chosen = parser.parse_args()
    django.setup()
    made = [Client(chosen, number) for number in range(chosen.clients)]
    for client in made:
        client.start()
    for client in made:
        client.join()
    total: Counter[str] = Counter()
    for client in made:
        total.update(client.counts)
    print(json.dumps(total))


class Client(threading.Thread):
    """One client: picks a workspace and an operation, runs it, counts what is wrong."""

    def __init__(self, chosen: argparse.Namespace, number: int) -> None:
        super().__init__(daemon=True)
        self.dice = random.Random(chosen.seed * 1000 + number)
        self.tag = f"client {chosen.seed}-{number}"
        self.schemas: list[str] = chosen.schemas
        self.share: int = chosen.statements
        self.counts: Counter[str] = Counter(statements=0, rows=0, wrong=0, errors=0)

    def run(self) -> None:
        """Work through the share on a connection of this thread's own."""
        from django.db import connection

        from tests.isolation.surface import OPERATIONS

        enter = stock_scope if "django_tenants" in settings_engine() else atrium_scope
        names = sorted(OPERATIONS)
        self.connect()
        with connection.execute_wrapper(self.count):
            while self.counts["statements"] < self.share:
                self.work(OPERATIONS[self.dice.choice(names)], enter)
        connection.close()

    def work(self, operation: Callable[[Any], None], enter: Enter) -> None:
        """Run one operation in one workspace."""
        from tests.isolation.surface import Place

        number = self.dice.randrange(len(self.schemas))
        schema = self.schemas[number]
        place = Place(schema, number + 1, self.tag)
        try:
            with enter(schema):
                operation(place)
        except Exception as problem:  # noqa: BLE001  (what fails in the wrong schema is a finding)
            self.counts["errors"] += 1
            self.counts[f"error {type(problem).__name__}"] += 1
            self.leave()
        self.counts["rows"] += place.rows
        self.counts["wrong"] += place.wrong

    def count(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Count what is sent through Django's cursors."""
        self.counts["statements"] += len(params) if many else 1
        return execute(sql, params, many, context)

    def leave(self) -> None:
        """Start afresh after an error."""
        from django.db import connection

        connection.close()
        self.connect()

    @staticmethod
    def connect() -> None:
        """Connect, with patience: two hundred clients sign in at once."""
        from django.db import OperationalError, connection

        for _ in range(CONNECT_TRIES):
            with suppress(OperationalError):
                connection.ensure_connection()
                return
        connection.ensure_connection()


def settings_engine() -> str:
    """Return the database backend these clients use."""
    return str(settings.DATABASES["default"]["ENGINE"])


def atrium_scope(schema: str) -> AbstractContextManager[Any]:
    """Work in a workspace as Atrium does."""
    from tenants.context import use_workspace
    from tests.isolation.probe import ref_of

    return use_workspace(ref_of(schema))


@contextmanager
def stock_scope(schema: str) -> Iterator[None]:
    """Work in a tenant as stock django-tenants does."""
    from django.db import connection

    connection.set_schema(schema)  # type: ignore[attr-defined]
    yield


if __name__ == "__main__":
    main()
