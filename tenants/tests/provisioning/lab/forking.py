"""Children of a process that has Django loaded: as good as processes, and cheap to kill."""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connections


@dataclass(frozen=True)
class Child:
    """A forked process and the pipe on which it answers."""

    pid: int
    answers: int

    def kill(self) -> None:
        """End the child as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.answers)

    def answer(self) -> Any:
        """Wait for the child's end; return its answer, raise RuntimeError where it failed."""
        with os.fdopen(self.answers) as pipe:
            said = pipe.read()
        _, status = os.waitpid(self.pid, 0)
        if status:
            raise RuntimeError(f"A child ended with {status}: {said}")
        return json.loads(said)


def fork(work: Callable[[], Any]) -> Child:
    """Run `work` in a child with a database connection of its own."""
    connections.close_all()
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid:
        os.close(theirs)
        return Child(pid, ours)
    code = 1
    try:
        os.close(ours)
        said = json.dumps(work(), default=str)
        code = 0
    except BaseException:  # noqa: BLE001 - a child never returns into its parent's code
        said = traceback.format_exc()
    with os.fdopen(theirs, "w") as pipe:
        pipe.write(said)
    sys.stdout.flush()
    os._exit(code)


def at_once(work: Callable[[int], Any], count: int) -> list[Any]:
    """Run `work(0)`, `work(1)` ... in children at once; return their answers."""
    children = [fork(partial(work, number)) for number in range(count)]
    return [child.answer() for child in children]


def under_kills(
    work: Callable[[int], Any], count: int, kills: int, *, every: float, seed: int = 7
) -> None:
    """Keep `count` children at `work` while `kills` of them die, `every` seconds on average."""
    chance = random.Random(seed)  # noqa: S311 - decides who dies, and is repeatable
    children = [fork(partial(work, number)) for number in range(count)]
    for number in range(kills):
        time.sleep(every * chance.uniform(0.5, 1.5))
        children.pop(chance.randrange(len(children))).kill()
        children.append(fork(partial(work, count + number)))
    time.sleep(every)
    for child in children:
        child.kill()
