"""Looking at other processes without a library: which one lives, and is it ours."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path


def command_line(pid: int) -> str:
    """Return a process's command line, empty where it is gone or a zombie."""
    proc = Path("/proc")
    if (proc / "self" / "cmdline").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, UnicodeDecodeError):
            return ""
    shown = subprocess.run(  # noqa: S603 - our own binary
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip()


def started_command_line(pid: int, seconds: float = 1.0) -> str:
    """Return the command line of a process that has just been started, empty if it has ended.

    The kernel tells the parent of a successful exec a moment before the new arguments can be
    read; until then they read as empty.
    """
    deadline = time.monotonic() + seconds
    while not (line := command_line(pid)) and time.monotonic() < deadline and not _ended(pid):
        time.sleep(0.001)
    return line


def _ended(pid: int) -> bool:
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def is_ours(pid: int, marker: str) -> bool:
    """Tell whether the process lives and names `marker`; a reused id does not count."""
    return pid > 0 and marker in command_line(pid)


def send(pid: int, number: signal.Signals) -> None:
    """Signal one process; one that has gone already is no error."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def wait_gone(pid: int, marker: str, seconds: float) -> bool:
    """Wait until the process has ended; return False if it outlives the wait."""
    deadline = time.monotonic() + seconds
    while is_ours(pid, marker):
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    return True
