"""The story of `manage.py up`, from top to bottom."""

import fcntl
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured

from config.services import Layout, Postgres, Server, ServiceError
from config.services.state import hold, write_services
from config.supervisor import announce, groups, preparation, stack
from config.supervisor.options import Options, parse
from config.supervisor.supervisor import Interrupted, Supervisor
from config.supervisor.terminal import Terminal

SITE_SECONDS = 90.0
SERVER_SECONDS = 60.0


def main(arguments: Sequence[str]) -> int:
    """Run Atrium until somebody stops it; return the exit code."""
    terminal = Terminal()
    try:
        options = parse(arguments)
        with only_one(Layout(options.var_dir)):
            return run(options, terminal)
    except (ServiceError, ImproperlyConfigured) as error:
        print(f"Atrium cannot run: {error}", file=sys.stderr)
        return 1


def run(options: Options, terminal: Terminal) -> int:
    """Start everything, announce it, and keep it running."""
    begun = time.monotonic()
    layout = Layout(options.var_dir)
    for name in groups.end_leftovers(layout):
        terminal.say(f"Ended {name}, which an earlier run had left behind.")
    hold(layout)
    found = stack.embedded(options)
    addresses = stack.choose_addresses(options, layout)
    _tell_port(options, addresses, terminal)
    with Supervisor(layout, terminal) as supervisor:
        try:
            _start(options, layout, found, addresses, supervisor, terminal)
            terminal.plain(announce.welcome(layout, addresses, seconds=time.monotonic() - begun))
            if options.ready_file:
                announce.write_ready_file(options.ready_file, addresses, supervisor.pids())
            supervisor.run_forever()
        except Interrupted:
            terminal.say("Stopping everything. Press Ctrl-C again to stop at once.")
    terminal.say("Everything has stopped.")
    return 0


@contextmanager
def only_one(layout: Layout) -> Iterator[None]:
    """Allow one `up` per var directory; raise ServiceError naming the one that runs."""
    layout.make()
    with (layout.run / "up.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise ServiceError(
                f"it already runs with the data in {layout.root} (process {file.read().strip()}). "
                "Stop that one first, or give this one another --var-dir."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _start(
    options: Options,
    layout: Layout,
    found: list[Server],
    addresses: stack.Addresses,
    supervisor: Supervisor,
    terminal: Terminal,
) -> None:
    _start_servers(found, supervisor, terminal)
    surroundings = stack.environment(layout, addresses, found)
    preparation.make_folders(surroundings)
    parts = stack.application_parts(options, addresses, surroundings)
    cluster = _cluster(found)
    memory = preparation.Memory(layout)
    # A database that is not ours may have been changed by anybody: look at it every time.
    planned = preparation.outstanding(
        preparation.steps(cluster, demo=options.demo),
        memory,
        everything=options.prepare or not cluster,
    )
    if planned:
        _wait_for_servers(found, layout, supervisor)
        _prepare(planned, memory, surroundings, supervisor, terminal)
    for name in stack.SITE_PARTS:
        supervisor.start(parts[name])
    _wait_for_servers(found, layout, supervisor)
    supervisor.wait_for(
        lambda: announce.site_answers(addresses.public_port), seconds=SITE_SECONDS, what="The site"
    )
    for name in stack.JOB_PARTS:
        supervisor.start(parts[name])


def _tell_port(options: Options, addresses: stack.Addresses, terminal: Terminal) -> None:
    wanted = options.port or stack.DEFAULT_PORT
    if addresses.public_port != wanted:
        terminal.say(f"Port {wanted} is taken, so the site is on {addresses.public_port}.")


def _start_servers(found: list[Server], supervisor: Supervisor, terminal: Terminal) -> None:
    for server in found:
        if server.running():
            terminal.say(f"{server.title} runs already; it is used and will be left running.")
        else:
            supervisor.start(stack.service_part(server))


def _wait_for_servers(found: list[Server], layout: Layout, supervisor: Supervisor) -> None:
    for server in found:
        supervisor.wait_for(server.ready, seconds=SERVER_SECONDS, what=server.title)
        if isinstance(server, Postgres):
            server.provision()
    if len(found) == 2:
        by_name = {server.name: server.url() for server in found}
        write_services(layout, database=by_name["postgres"], valkey=by_name["valkey"])


def _cluster(found: list[Server]) -> str:
    return next((one.cluster_id for one in found if isinstance(one, Postgres)), "")


def _prepare(
    planned: list[preparation.Step],
    memory: preparation.Memory,
    surroundings: dict[str, str],
    supervisor: Supervisor,
    terminal: Terminal,
) -> None:
    for number, step in enumerate(planned, start=1):
        if not step.exists():
            preparation.warn_missing(step, terminal)
            continue
        terminal.say(f"[{number}/{len(planned)}] {step.title}")
        part = preparation.as_part(step, surroundings)
        lines = supervisor.run_step(part, seconds=step.seconds)
        memory.note(step)
        if step.name == "demo":
            announce.remember_sign_ins(surroundings, lines)
