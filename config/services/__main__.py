"""`python -m config.services start|stop|status|url [--var-dir DIR]`."""

import argparse
import sys
from pathlib import Path

from config.services import Layout, ServiceError, ensure, read_services, servers, stop


def main(arguments: list[str]) -> int:
    """Run one command; return the exit code."""
    parser = argparse.ArgumentParser(prog="config.services", description=__doc__)
    parser.add_argument("what", choices=("start", "stop", "stop-if-idle", "status"))
    parser.add_argument("--var-dir", type=Path, default=Path("var"))
    chosen = parser.parse_args(arguments)
    try:
        print(_act(chosen.what, chosen.var_dir))
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _act(what: str, var_dir: Path) -> str:
    if what == "start":
        ensure(var_dir)
        return f"PostgreSQL and Valkey run; their addresses are in {Layout(var_dir).services_file}."
    if what in {"stop", "stop-if-idle"}:
        stopped = stop(var_dir, only_if_idle=what == "stop-if-idle")
        return "PostgreSQL and Valkey have stopped." if stopped else "They are still in use."
    known = read_services(Layout(var_dir)) is not None
    states = [f"{one.title} {'runs' if one.running() else 'is down'}" for one in servers(var_dir)]
    return "; ".join(states) + ("." if known else ", and was never started here.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
