"""Embedded PostgreSQL and Valkey for one var directory.

`ensure(var_dir)` finds or starts both and writes their addresses down for the settings;
`stop(var_dir)` ends them. Nothing here imports Django, so the supervisor stays small.
"""

import os
from pathlib import Path

from config.services.errors import ServiceError
from config.services.layout import Layout
from config.services.postgres import Postgres
from config.services.server import Server
from config.services.state import Services, exclusive, hold, in_use, read_services, write_services
from config.services.valkey import Valkey

__all__ = [
    "Layout",
    "Postgres",
    "Server",
    "ServiceError",
    "Services",
    "Valkey",
    "ensure",
    "read_services",
    "servers",
    "stop",
]


def servers(var_dir: Path, *, durable: bool | None = None) -> tuple[Postgres, Valkey]:
    """Return the two servers of a var directory, not started.

    `durable` False trades safety against power loss for speed; unset, only tests do so.
    """
    layout = Layout(var_dir)
    keep = os.environ.get("ATRIUM_ENV") != "test" if durable is None else durable
    return Postgres(layout, durable=keep), Valkey(layout, durable=keep)


def ensure(var_dir: Path, *, durable: bool | None = None) -> Services:
    """Start what does not run yet and return the addresses; raise ServiceError otherwise.

    Safe to call from many processes at once. The calling process counts as a user of the
    servers until it ends, so `stop(..., only_if_idle=True)` spares it.
    """
    postgres, valkey = servers(var_dir, durable=durable)
    hold(postgres.layout)
    with exclusive(postgres.layout):
        try:
            _start((postgres, valkey))
            postgres.provision()
        except ServiceError:
            # One server without the other is of no use to anybody, and nobody would stop it.
            for server in (valkey, postgres):
                server.end_spawned()
            raise
        return write_services(postgres.layout, database=postgres.url(), valkey=valkey.url())


def _start(both: tuple[Server, ...]) -> None:
    for server in both:
        if not server.running():
            server.start_detached()
    for server in both:
        server.wait_ready()


def stop(var_dir: Path, *, only_if_idle: bool = False) -> bool:
    """Stop both servers; return False where `only_if_idle` found another user of them."""
    postgres, valkey = servers(var_dir)
    with exclusive(postgres.layout):
        if only_if_idle and in_use(postgres.layout):
            return False
        valkey.stop()
        postgres.stop()
    return True
