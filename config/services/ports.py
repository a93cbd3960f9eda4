"""Free TCP ports on the loopback interface, remembered from run to run."""

import json
import random
import socket

from config.services.errors import ServiceError
from config.services.layout import Layout
from config.services.state import read_json, write_atomically

# Below the range from which Linux takes outgoing ports, so that a connection made by some
# other program cannot sit on a port we remembered.
FIRST, LAST = 20_000, 32_000
ATTEMPTS = 200


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether a server could listen on the port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def remembered(layout: Layout, name: str) -> int:
    """Return the port a part had last time if it is still free, else a new free one."""
    path = layout.run / "ports.json"
    ports = read_json(path)
    known = ports.get(name)
    if isinstance(known, int) and is_free(known):
        return known
    ports[name] = _unused({port for port in ports.values() if isinstance(port, int)})
    write_atomically(path, json.dumps(ports, indent=1))
    return int(str(ports[name]))


def next_free(first: int, hosts: tuple[str, ...], *, tries: int = 100) -> int:
    """Return the first port from `first` upwards free on every host.

    Raises ServiceError when `tries` ports in a row are taken.
    """
    for port in range(first, min(first + tries, 65_536)):
        if all(is_free(port, host) for host in hosts):
            return port
    raise ServiceError(f"The ports {first} to {first + tries - 1} are all taken; pass --port.")


def _unused(taken: set[int]) -> int:
    for _ in range(ATTEMPTS):
        port = random.randint(FIRST, LAST)  # noqa: S311 - no secret
        if port not in taken and is_free(port):
            return port
    raise ServiceError(f"No free port was found between {FIRST} and {LAST}.")
