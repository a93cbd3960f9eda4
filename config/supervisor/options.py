"""What `manage.py up` can be told."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config import env

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Options:
    """One run of the supervisor."""

    var_dir: Path
    port: int | None
    demo: bool
    prepare: bool
    ready_file: Path | None
    worker_processes: int
    max_request_bytes: int


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    grammar = argparse.ArgumentParser(prog="manage.py up", description=__doc__)
    grammar.add_argument("--var-dir", type=Path, help="folder of all data (ATRIUM_VAR_DIR)")
    grammar.add_argument("--port", type=int, help="port of the front door (ATRIUM_PUBLIC_PORT)")
    grammar.add_argument("--no-demo", action="store_true", help="do not build the demo data")
    grammar.add_argument("--prepare", action="store_true", help="run every preparing step again")
    grammar.add_argument("--ready-file", type=Path, help="written (JSON) once the site answers")
    return grammar


def parse(arguments: Sequence[str]) -> Options:
    """Return the options of a command line.

    Raises ImproperlyConfigured naming the variable that makes no sense; exits with a usage
    message for an unknown option.
    """
    given = parser().parse_args(arguments)
    asked = os.environ.get("ATRIUM_PUBLIC_PORT", "").strip()
    port = env.integer("ATRIUM_PUBLIC_PORT", 8000, least=1, most=65_535) if asked else None
    return Options(
        var_dir=given.var_dir or Path(env.text("ATRIUM_VAR_DIR", str(ROOT / "var"))),
        port=given.port if given.port is not None else port,
        demo=not given.no_demo,
        prepare=given.prepare,
        ready_file=given.ready_file,
        worker_processes=env.integer("ATRIUM_WORKER_PROCESSES", 2, least=1, most=64),
        max_request_bytes=env.integer("ATRIUM_MAX_REQUEST_BYTES", 256 * 2**20, least=1),
    )
