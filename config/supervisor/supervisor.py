"""The loop that starts parts, prints their lines, restarts what dies and stops everything."""

import selectors
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Self

from config.services.errors import ServiceError
from config.services.layout import Layout
from config.supervisor.child import Child
from config.supervisor.groups import Groups
from config.supervisor.part import Part
from config.supervisor.terminal import Terminal

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TICK_SECONDS = 0.05
STOP_SECONDS = 5.0
STOP_SERVICES_SECONDS = 2.5
HOPELESS_DEATHS = 5


class Interrupted(Exception):
    """Somebody asked the supervisor to stop."""


class Supervisor:
    """Runs parts. One thread: children, their pipes, signals and timers in one loop."""

    def __init__(self, layout: Layout, terminal: Terminal) -> None:
        """Start the guard; no part yet."""
        self._terminal = terminal
        self._groups = Groups(layout)
        self._children: dict[str, Child] = {}
        self._selector = selectors.DefaultSelector()
        self._asked_to_stop = 0
        self._wake, waker = socket.socketpair()
        self._waker = waker

    def __enter__(self) -> Self:
        """Take over the signals that mean stop."""
        for number in SIGNALS:
            signal.signal(number, self._on_signal)
        # Only so that a death ends the wait at once: a handler makes the wake-up fire.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._waker.setblocking(False)
        self._wake.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._wake, selectors.EVENT_READ)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop whatever still runs and end the guard."""
        self.stop()
        signal.set_wakeup_fd(-1)
        self._groups.close()
        self._selector.close()

    def start(self, part: Part) -> None:
        """Start a part and keep it running."""
        child = Child(part, self._groups, self._terminal)
        self._children[part.name] = child
        self._start(child)

    def pids(self) -> dict[str, int]:
        """Return the process ids of the parts that run."""
        return {name: child.pid for name, child in self._children.items() if child.pid}

    def run_step(self, part: Part, *, seconds: float) -> list[str]:
        """Run a part that ends by itself, with the others beside it; return its last lines.

        Raises ServiceError with its last words if it fails or passes its time.
        """
        child = Child(part, self._groups, self._terminal)
        child.start()
        self._watch(child)
        deadline = time.monotonic() + seconds
        try:
            while (code := child.ended()) is None:
                self.tick()
                if time.monotonic() > deadline:
                    raise ServiceError(f"{part.title} did not end within {seconds:.0f} seconds.")
        finally:
            self._end_step(child)
        if code != 0:
            raise ServiceError(f"{part.title} failed (exit code {code}). Its last words are above.")
        return list(child.last_lines)

    def wait_for(self, question: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Keep everything running until the question is answered yes.

        Raises ServiceError naming `what` when it takes too long.
        """
        deadline = time.monotonic() + seconds
        while not question():
            self.tick()
            if time.monotonic() > deadline:
                raise ServiceError(f"{what} did not answer within {seconds:.0f} seconds.")

    def run_forever(self) -> None:
        """Keep everything running until somebody asks to stop (raises Interrupted)."""
        while True:
            self.tick(0.5)

    def tick(self, seconds: float = TICK_SECONDS) -> None:
        """Do one round: lines, deaths, restarts. Raises Interrupted when asked to stop."""
        self._pump(self._until_next_start(seconds))
        self._groups.keep_guarded()
        for child in list(self._children.values()):
            self._look_after(child)
        if self._asked_to_stop:
            raise Interrupted

    def stop(self) -> None:
        """Stop all parts: first those that use the servers, then the servers."""
        servers = {"postgres", "valkey"}
        users = [child for name, child in self._children.items() if name not in servers]
        self._stop(users, STOP_SECONDS)
        self._stop(list(self._children.values()), STOP_SERVICES_SECONDS)
        self._children.clear()

    def _stop(self, children: list[Child], seconds: float) -> None:
        for child in children:
            child.restart_at = None
            child.signal()
        deadline = time.monotonic() + seconds
        asked = self._asked_to_stop
        while time.monotonic() < deadline and any(c.pid and c.ended() is None for c in children):
            self._pump(TICK_SECONDS)
            if self._asked_to_stop > max(asked, 1):
                break
        for child in children:
            self._force(child)
            child.retired.end()

    def _force(self, child: Child) -> None:
        if not child.pid:
            return
        if child.ended() is None:
            self._terminal.say(f"{child.part.title} did not stop in time and was killed.")
            child.signal(signal.SIGKILL)
            while child.ended() is None:
                time.sleep(0.01)
        self._bury(child)

    def _start(self, child: Child) -> None:
        try:
            child.start()
        except OSError as error:
            raise ServiceError(f"{child.part.title} cannot be started: {error}") from error
        self._watch(child)

    def _look_after(self, child: Child) -> None:
        if child.restart_at is not None and time.monotonic() >= child.restart_at:
            self._start(child)
            return
        child.retired.look_after(child.pid)
        code = child.ended()
        if code is None:
            return
        self._bury(child, hand_over=child.part.hands_over and code < 0)
        if self._asked_to_stop:
            return
        if not child.settled and child.deaths >= HOPELESS_DEATHS:
            raise ServiceError(
                f"{child.part.title} ended {child.deaths + 1} times right after its start "
                f"({describe(code)}). Its last words were:\n" + "\n".join(child.last_lines)
            )
        delay = child.plan_restart()
        self._terminal.say(
            f"{child.part.title} ended ({describe(code)}); starting it again in {delay:.1f} s."
        )

    def _watch(self, child: Child) -> None:
        self._selector.register(child.fileno(), selectors.EVENT_READ, child)

    def _unwatch(self, child: Child) -> None:
        with suppress(KeyError, ValueError):
            self._selector.unregister(child.fileno())

    def _bury(self, child: Child, *, hand_over: bool = False) -> None:
        self._unwatch(child)
        child.bury(hand_over=hand_over)

    def _end_step(self, child: Child) -> None:
        if child.ended() is None:
            child.signal(signal.SIGKILL)
            while child.ended() is None:
                time.sleep(0.01)
        self._bury(child)

    def _pump(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, Child):
                key.data.read()
                # A pipe at its end is always readable; the death itself is seen by polling.
                if key.data.ended() is not None:
                    self._unwatch(key.data)
            else:
                with suppress(BlockingIOError):
                    self._wake.recv(64)

    def _until_next_start(self, seconds: float) -> float:
        times = [c.restart_at for c in self._children.values() if c.restart_at is not None]
        return max(0.0, min([seconds, *(at - time.monotonic() for at in times)]))

    def _on_signal(self, _: int, __: FrameType | None) -> None:
        self._asked_to_stop += 1


def describe(code: int) -> str:
    """Say how a process ended: its exit code or the signal that ended it."""
    if code >= 0:
        return f"exit code {code}"
    return f"signal {signal.Signals(-code).name}" if -code in signal.valid_signals() else str(code)
