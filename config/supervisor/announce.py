"""Is the site up, and what a person is told once it is."""

import http.client
import json
from collections.abc import Mapping
from pathlib import Path

from config.services import Layout
from config.services.state import read_json, write_atomically
from config.supervisor.stack import Addresses, address

PROBE_SECONDS = 10.0
SIGN_INS = "sign-ins.json"


def site_answers(port: int) -> bool:
    """Tell whether the front door passes a request to web, and web reaches its servers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def remember_sign_ins(surroundings: Mapping[str, str], lines: list[str]) -> None:
    """Keep what `manage.py demo` said about signing in, for the starts that need not run it."""
    path = Layout(Path(surroundings["ATRIUM_VAR_DIR"])).run / SIGN_INS
    text = {"port": surroundings["ATRIUM_PUBLIC_PORT"], "lines": lines}
    write_atomically(path, json.dumps(text, indent=1))


def sign_ins(layout: Layout, port: int) -> list[str]:
    """Return what the demonstration said about signing in, at today's port."""
    found = read_json(layout.run / SIGN_INS)
    lines = found.get("lines")
    if not isinstance(lines, list):
        return []
    return [str(line).replace(f":{found.get('port')}/", f":{port}/") for line in lines]


def welcome(layout: Layout, addresses: Addresses, *, seconds: float) -> str:
    """Return the block that says where everything is."""
    port = addresses.public_port
    lines = [
        "",
        f"  Atrium is ready ({seconds:.1f} s).",
        "",
        f"    Public site           {addresses.site}/",
        f"    Platform owners       {address('admin.localhost', port)}/",
        f"    E-mail sent so far    {addresses.site}/_outbox/",
        "",
        *[f"    {line}" for line in sign_ins(layout, port)],
        "",
        "  Press Ctrl-C to stop everything.",
        "",
    ]
    return "\n".join(lines)


def write_ready_file(path: Path, addresses: Addresses, pids: Mapping[str, int]) -> None:
    """Write down where the site is and which processes run it, for whoever waits for it."""
    text = {"url": addresses.site, "port": addresses.public_port, "pids": dict(pids)}
    write_atomically(path, json.dumps(text))
