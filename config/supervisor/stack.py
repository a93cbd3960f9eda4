"""The parts of Atrium and the environment they run in. Compose runs the same ones."""

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from config.services import Layout, Server, account, ports, servers
from config.supervisor.options import ROOT, Options
from config.supervisor.part import Part

DEFAULT_PORT = 8000
SITE_PARTS = ("frontdoor", "web", "live")
JOB_PARTS = ("worker", "beat")
COLOURS = {"postgres": 34, "valkey": 31, "frontdoor": 35, "web": 32, "live": 36}


@dataclass(frozen=True)
class Addresses:
    """Where everything listens."""

    public_port: int
    web: int
    live: int
    hosts: tuple[str, ...]

    @property
    def site(self) -> str:
        """The public site as a person types it."""
        return address("localhost", self.public_port)


def address(host: str, port: int) -> str:
    """Return the HTTP address of a host, without a port where it is the usual one."""
    return f"http://{host}" if port == 80 else f"http://{host}:{port}"


def loopback_hosts() -> tuple[str, ...]:
    """Return the loopback addresses this machine has; `localhost` may mean either."""
    if not socket.has_ipv6:
        return ("127.0.0.1",)
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return ("127.0.0.1",)
    return ("127.0.0.1", "::1")


def choose_addresses(options: Options, layout: Layout) -> Addresses:
    """Pick the ports; the public one is the asked one or the next that is free."""
    hosts = loopback_hosts()
    return Addresses(
        public_port=ports.next_free(options.port or DEFAULT_PORT, hosts),
        web=ports.remembered(layout, "web"),
        live=ports.remembered(layout, "live"),
        hosts=hosts,
    )


def embedded(options: Options) -> list[Server]:
    """Return the servers we have to run, which is none where the environment names them."""
    postgres, valkey = servers(options.var_dir)
    given = {"DATABASE_URL": postgres, "VALKEY_URL": valkey}
    return [server for name, server in given.items() if not os.environ.get(name, "").strip()]


def environment(layout: Layout, addresses: Addresses, found: list[Server]) -> dict[str, str]:
    """Return the environment of every part and preparing step."""
    urls = {"postgres": "DATABASE_URL", "valkey": "VALKEY_URL"}
    return {
        **os.environ,
        **{urls[server.name]: server.url() for server in found},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ATRIUM_VAR_DIR": str(layout.root),
        "ATRIUM_PUBLIC_PORT": str(addresses.public_port),
        "ATRIUM_STATIC_ROOT": str(layout.root / "static"),
        "ATRIUM_MEDIA_ROOT": os.environ.get("ATRIUM_MEDIA_ROOT") or str(layout.root / "media"),
        "ATRIUM_MEDIA_BY_FRONT_DOOR": "1",
        "PROMETHEUS_MULTIPROC_DIR": str(layout.run / "metrics"),
        "PYTHONUNBUFFERED": "1",
        # Being root is normal in a container; the worker need not say so at every start.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }


def service_part(server: Server) -> Part:
    """Return an embedded server as a part."""
    return Part(
        name=server.name,
        title=server.title,
        command=server.command,
        colour=COLOURS[server.name],
        environment=os.environ,
        stop_signal=server.stop_signal,
        prepare=server.prepare,
        identity=account.identity(),
        cwd="/",
        log_file=server.log_file,
    )


def application_parts(
    options: Options, addresses: Addresses, surroundings: Mapping[str, str]
) -> dict[str, Part]:
    """Return front door, web, live, worker and beat by name."""
    var_dir = Path(surroundings["ATRIUM_VAR_DIR"])
    commands = {
        "frontdoor": _frontdoor(),
        "web": _server("web", addresses.web),
        "live": _server("live", addresses.live),
        "worker": _celery("worker", f"--concurrency={options.worker_processes}"),
        "beat": _celery("beat", f"--schedule={var_dir / 'run' / 'beat-schedule'}", "--pidfile="),
    }
    titles = {"frontdoor": "The front door", "beat": "The clock (beat)", "worker": "The worker"}
    extra = {"frontdoor": _frontdoor_environment(options, addresses, surroundings)}
    return {
        name: Part(
            name=name,
            title=titles.get(name, f"The {name} server"),
            command=partial(list, command),
            colour=COLOURS.get(name, 33),
            environment={**surroundings, "ATRIUM_PROCESS": name, **extra.get(name, {})},
            hands_over=name in {"web", "live"},
        )
        for name, command in commands.items()
    }


def program(name: str) -> str:
    """Return a program of this virtual environment."""
    return str(Path(sys.executable).parent / name)


def _frontdoor() -> list[str]:
    configuration = str(ROOT / "deploy" / "Caddyfile.development")
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", configuration]


def _frontdoor_environment(
    options: Options, addresses: Addresses, surroundings: Mapping[str, str]
) -> dict[str, str]:
    var_dir = Path(surroundings["ATRIUM_VAR_DIR"])
    return {
        "ATRIUM_WEB": f"127.0.0.1:{addresses.web}",
        "ATRIUM_LIVE": f"127.0.0.1:{addresses.live}",
        "ATRIUM_BIND": " ".join(f"[{h}]" if ":" in h else h for h in addresses.hosts),
        "ATRIUM_MAX_REQUEST_BYTES": str(options.max_request_bytes),
        "XDG_DATA_HOME": str(var_dir / "caddy"),
        "XDG_CONFIG_HOME": str(var_dir / "caddy"),
    }


def _server(kind: str, port: int) -> list[str]:
    return [sys.executable, "-m", "config.serve", kind, f"--port={port}"]


def _celery(*arguments: str) -> list[str]:
    kind, *rest = arguments
    extra = ("--without-gossip", "--without-mingle") if kind == "worker" else ()
    options = ("--loglevel=WARNING", *extra, *rest)
    return [program("celery"), "--app=config.celery", "--quiet", kind, *options]
