"""A database of its own for isolation runs, with every probe schema planted."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

NAME = "bench_isolation"
KEEPER = "keeper-of-leaves@example.com"


@contextmanager
def fresh_database() -> Iterator[str]:
    """Make the database, set Django up on it, migrate it, and drop it at the end."""
    url = server_url()
    own = urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
    command(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)")
    command(url, "CREATE DATABASE {}")
    os.environ.update(DATABASE_URL=own, DJANGO_SETTINGS_MODULE="config.settings")
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield own
    finally:
        connection.close()
        command(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)")


def server_url() -> str:
    """Return the given server's address, or that of the embedded one below var/bench."""
    os.environ.setdefault("ATRIUM_ENV", "test")
    os.environ.setdefault("ATRIUM_SECRET_KEY", "only-for-benchmarks-0123456789-0123456789")
    if given := os.environ.get("DATABASE_URL"):
        return given
    from config.services import ensure

    folder = os.environ.setdefault("ATRIUM_VAR_DIR", str(Path("var/bench").resolve()))
    return ensure(Path(folder)).database_url


def command(url: str, text: str) -> None:
    """Run one statement about our database on the server."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL(text).format(sql.Identifier(NAME)))  # type: ignore[arg-type]


def plant_all(count: int) -> list[str]:
    """Plant `count` probe schemas; the n-th has weights that are multiples of n."""
    from shared_apps.identity.models import User
    from tests.isolation.probe import plant

    keeper, _ = User.objects.get_or_create(email=KEEPER)
    names = [f"w_probe{n:03}" for n in range(count)]
    for n, name in enumerate(names):
        plant(name, n + 1, keeper.pk)
    return names
