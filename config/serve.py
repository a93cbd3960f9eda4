"""`python -m config.serve web|live`: one server process group of Atrium.

Django is loaded once, before the workers are forked, so that they share its memory and a
worker that dies is back in a moment. Anything with threads or connections starts only after
the fork.
"""

import argparse
import json
import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from config import env, observability

LOGGING = Path(__file__).resolve().parent.parent / "deploy" / "granian-logging.json"
TARGETS = {"web": "config.wsgi:application", "live": "config.asgi:application"}
URLCONFS = ("URLCONF_PUBLIC", "URLCONF_WORKSPACE", "URLCONF_ADMIN", "URLCONF_OPERATIONS")


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="config.serve", description=__doc__)
    parser.add_argument("kind", choices=tuple(TARGETS))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("ATRIUM_PROCESS", chosen.kind)
    os.register_at_fork(after_in_child=observability.start)
    load(chosen.kind)
    server(chosen.kind, host=chosen.host, port=chosen.port).serve()


def load(kind: str) -> None:
    """Import the application and everything its first request would import."""
    import_module(TARGETS[kind].partition(":")[0])
    from django.conf import settings
    from django.urls import get_resolver

    for name in URLCONFS if kind == "web" else ():
        _ = get_resolver(getattr(settings, name)).url_patterns


def server(kind: str, *, host: str, port: int) -> MPServer:
    """Return the configured server, not yet listening.

    Raises ImproperlyConfigured for ATRIUM_WEB_WORKERS or ATRIUM_WEB_THREADS out of bounds.
    """
    web = kind == "web"
    threads = env.integer("ATRIUM_WEB_THREADS", 8, least=1, most=256)
    workers = env.integer("ATRIUM_WEB_WORKERS", min(os.cpu_count() or 1, 4), least=1, most=64)
    return MPServer(
        TARGETS[kind],
        address=host,
        port=port,
        interface=Interfaces.WSGI if web else Interfaces.ASGINL,
        websockets=not web,
        workers=workers if web else 1,
        blocking_threads=threads if web else None,
        # Beyond this many at once a worker stops accepting, so waiting happens in the front
        # door's queue, which is cheap, and never in threads that hold database connections.
        backpressure=max(64, threads * 8) if web else None,
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=4,
        log_level=LogLevels.error,
        log_dictconfig=json.loads(LOGGING.read_text()),
    )


if __name__ == "__main__":
    main()
