"""Waiting with a limit, and talking HTTP to one address under any host name."""

import http.client
import os
import random
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    port: int,
    path: str = "/",
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = 20.0,
) -> Answer:
    """Ask the loopback port; raise OSError if nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        found = connection.getresponse()
        names = {name.lower(): value for name, value in found.getheaders()}
        return Answer(found.status, names, found.read())
    finally:
        connection.close()


def until(question: Callable[[], object], *, seconds: float) -> float:
    """Wait until the question is answered yes; return the seconds it took, or fail."""
    begun = time.monotonic()
    while not question():
        assert time.monotonic() - begun < seconds, f"still no after {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - begun


def alive(pid: int) -> bool:
    """Tell whether a process lives; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def processes_naming(text: str) -> list[int]:
    """Return the living processes whose command line or environment names a text."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            said = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if text.encode() in said and alive(int(entry.name)):
            found.append(int(entry.name))
    return found


def free_port() -> int:
    """Return a port nobody listens on now.

    Below those that the system hands to outgoing connections: one of them could take it
    before whoever asked has bound it, which may be seconds later.
    """
    for port in random.sample(range(20_000, 32_000), 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("No port from 20000 to 32000 is free.")
