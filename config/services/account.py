"""The account the servers run under.

PostgreSQL refuses to run as root, and containers and CI machines often are root. There the
servers run as an unprivileged account of their own, and its folders belong to it.
"""

import os
import pwd
import shutil
import stat
import subprocess
from functools import cache
from pathlib import Path
from typing import TypedDict

NAME = "atrium"
FALLBACK = "nobody"


class Identity(TypedDict, total=False):
    """Arguments of subprocess.Popen that change the account; empty when not root."""

    user: int
    group: int
    extra_groups: list[int]


@cache
def identity() -> Identity:
    """Return how to start a server: as ourselves, or as the unprivileged account."""
    if os.geteuid() != 0:
        return {}
    entry = _entry()
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def own(path: Path, *, mode: int = 0o700) -> None:
    """Create a folder for the servers' account alone and let that account reach it."""
    path.mkdir(parents=True, exist_ok=True, mode=mode)
    who = identity()
    if who:
        os.chown(path, who["user"], who["group"])
        reachable(path)


def reachable(path: Path) -> None:
    """Let the account walk (not list) the folders above `path`; only root needs this."""
    if not identity():
        return
    for folder in path.absolute().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def readable(folder: Path) -> None:
    """Let the account read and run everything below `folder`; only root needs this.

    Packages installed under a strict umask can be read by nobody but root.
    """
    reads = stat.S_IROTH
    if not identity() or folder.stat().st_mode & (reads | stat.S_IXOTH) == reads | stat.S_IXOTH:
        return
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | reads | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def _entry() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    if adduser := shutil.which("useradd"):
        made = [adduser, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
        # Two processes may race here; the look-up below decides, not the exit code.
        subprocess.run(made, capture_output=True, check=False)  # noqa: S603
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return pwd.getpwnam(FALLBACK)
