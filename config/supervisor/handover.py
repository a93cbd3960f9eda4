"""Workers that outlived their server: they serve until the next server has its own."""

import signal
import time
from pathlib import Path

from config.supervisor.groups import Groups, kill_group

LONGEST_SECONDS = 30.0
OVERLAP_SECONDS = 0.5
LAST_WORDS_SECONDS = 5.0


class Retired:
    """The process groups of one part's earlier lives."""

    def __init__(self, name: str, groups: Groups) -> None:
        """Belong to a part; usually empty."""
        self._name = name
        self._groups = groups
        self._since: dict[int, float] = {}
        self._asked: dict[int, float] = {}

    def add(self, group: int) -> None:
        """Keep a group whose main process has died."""
        self._since[group] = time.monotonic()
        self._groups.add(f"{self._name}-{group}", group, signal.SIGTERM)

    def look_after(self, successor: int) -> None:
        """End the groups once the successor (a process id, or 0) can take over."""
        now = time.monotonic()
        if self._since and (_has_workers(successor) or self._too_old(now)):
            for group in self._since:
                self._asked[group] = now + OVERLAP_SECONDS
            self._since.clear()
        for group, at in list(self._asked.items()):
            if now >= at + LAST_WORDS_SECONDS:
                self._forget(group)
            elif now >= at:
                kill_group(group, signal.SIGTERM)

    def end(self) -> None:
        """End every group at once."""
        for group in [*self._since, *self._asked]:
            self._forget(group)
        self._since.clear()

    def _too_old(self, now: float) -> bool:
        return now - min(self._since.values()) > LONGEST_SECONDS

    def _forget(self, group: int) -> None:
        kill_group(group)
        self._asked.pop(group, None)
        self._groups.remove(f"{self._name}-{group}")


def _has_workers(pid: int) -> bool:
    # Where the kernel does not list children, the time limit decides.
    path = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return bool(path.read_text().strip())
    except OSError:
        return False
