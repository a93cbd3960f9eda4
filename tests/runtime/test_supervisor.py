"""The supervisor keeps its parts running, and leaves nothing behind however it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.services.processes import started_command_line
from tests.runtime.waiting import alive, free_port, processes_naming, until

pytestmark = pytest.mark.services
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    begun: list[subprocess.Popen[str]] = []

    def run(*parts: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.runtime.toy_stack", str(tmp_path), *parts]
        begun.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return begun[-1]

    yield run
    for one in begun:
        if one.poll() is None:
            one.terminate()
            one.wait(15)
        if one.stdout is not None:
            one.stdout.close()
    until(lambda: not processes_naming(str(tmp_path)), seconds=10)


def children(folder: Path) -> dict[str, int]:
    try:
        known = json.loads((folder / "run" / "children.json").read_text())
    except (OSError, ValueError):
        return {}
    return {name: found[0] for name, found in known.items()}


def running(folder: Path, *names: str) -> bool:
    known = children(folder)
    return all(alive(known.get(name, 0)) for name in names)


def test_a_killed_part_is_back_within_two_seconds(start: Start, tmp_path: Path) -> None:
    start("sleeper")
    until(lambda: running(tmp_path, "sleeper"), seconds=10)
    before = children(tmp_path)["sleeper"]
    os.kill(before, signal.SIGKILL)
    took = until(
        lambda: running(tmp_path, "sleeper") and children(tmp_path)["sleeper"] != before, seconds=10
    )
    assert took < 2


def test_parts_are_restarted_less_eagerly_the_more_often_they_die(
    start: Start, tmp_path: Path
) -> None:
    process = start("sleeper")
    for _ in range(4):
        until(lambda: running(tmp_path, "sleeper"), seconds=10)
        os.kill(children(tmp_path)["sleeper"], signal.SIGKILL)
        time.sleep(0.1)
    process.terminate()
    said = process.communicate(timeout=10)[0]
    delays = [line.split(" in ")[1] for line in said.splitlines() if "again in" in line]
    assert delays[:3] == ["0.1 s.", "0.2 s.", "0.4 s."]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_everything_stops_when_asked(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    process = start("sleeper", "parent")
    until(lambda: running(tmp_path, "sleeper", "parent"), seconds=10)
    process.send_signal(number)
    assert process.wait(10) == 0
    assert processes_naming(str(tmp_path)) == []


def test_a_part_that_ignores_the_question_is_killed_within_ten_seconds(
    start: Start, tmp_path: Path
) -> None:
    process = start("stubborn", "sleeper")
    assert process.stdout is not None
    assert "awake" in process.stdout.readline() + process.stdout.readline()
    begun = time.monotonic()
    process.terminate()
    assert process.wait(15) == 0
    assert time.monotonic() - begun < 10
    assert processes_naming(str(tmp_path)) == []


def test_children_of_a_dead_part_die_with_it(start: Start, tmp_path: Path) -> None:
    process = start("parent")
    assert process.stdout is not None
    assert "awake" in process.stdout.readline()
    parent = children(tmp_path)["parent"]
    (child,) = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    os.kill(parent, signal.SIGKILL)
    until(lambda: not alive(int(child)), seconds=3)


def test_killing_the_supervisor_itself_leaves_no_orphan(start: Start, tmp_path: Path) -> None:
    process = start("sleeper", "stubborn", "parent")
    until(lambda: running(tmp_path, "sleeper", "stubborn", "parent"), seconds=10)
    process.kill()
    until(lambda: not processes_naming(str(tmp_path)), seconds=10)


def test_the_command_line_of_a_part_is_known_however_fresh_it_is() -> None:
    for _ in range(100):
        fresh = subprocess.Popen(["/bin/sleep", "60"], start_new_session=True)
        try:
            assert started_command_line(fresh.pid) == "/bin/sleep 60 "
        finally:
            fresh.kill()
            fresh.wait()
    ended = subprocess.Popen(["/bin/true"])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert started_command_line(ended.pid) == ""
    ended.wait()


def test_leftovers_of_a_double_death_are_ended_by_the_next_start(
    start: Start, tmp_path: Path
) -> None:
    process = start("sleeper")
    assert process.stdout is not None
    assert "awake" in process.stdout.readline()  # afterwards it needs nobody to listen to it
    left = children(tmp_path)["sleeper"]
    guards = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    guard = next(int(g) for g in guards if b"guard.py" in Path(f"/proc/{g}/cmdline").read_bytes())
    os.kill(process.pid, signal.SIGSTOP)  # so that it cannot replace its guard
    os.kill(guard, signal.SIGKILL)
    process.kill()
    process.wait()
    assert alive(left)
    start("sleeper")
    until(lambda: not alive(left), seconds=10)


def test_a_stranger_with_a_remembered_process_id_is_spared(start: Start, tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (tmp_path / "run").mkdir()
        known = {"sleeper": [stranger.pid, "some other command line"]}
        (tmp_path / "run" / "children.json").write_text(json.dumps(known))
        start("sleeper")
        until(lambda: children(tmp_path).get("sleeper", stranger.pid) != stranger.pid, seconds=10)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_part_that_cannot_start_ends_everything_with_its_last_words(
    start: Start, tmp_path: Path
) -> None:
    process = start("sleeper", "broken")
    said = process.communicate(timeout=40)[0]
    assert process.returncode == 1
    assert "The broken ended 6 times right after its start (exit code 1)." in said
    assert said.count("the disk is full of holes") == 7  # six times its own, once quoted
    assert processes_naming(str(tmp_path)) == []


def test_a_killed_guard_is_replaced(start: Start, tmp_path: Path) -> None:
    process = start("sleeper")
    until(lambda: running(tmp_path, "sleeper"), seconds=10)

    def guards() -> list[int]:
        found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        return [int(g) for g in found if b"guard.py" in Path(f"/proc/{g}/cmdline").read_bytes()]

    (first,) = guards()
    os.kill(first, signal.SIGKILL)
    until(lambda: guards() and guards() != [first], seconds=3)
    process.kill()
    until(lambda: not processes_naming(str(tmp_path)), seconds=10)


def test_a_killed_server_is_answered_for_by_its_workers_until_the_next_one_serves(
    start: Start, tmp_path: Path
) -> None:
    port = free_port()
    start(f"server:{port}")

    def answering() -> str:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as door:
                return door.recv(20).decode()
        except OSError:
            return ""

    until(answering, seconds=10)
    first = children(tmp_path)["server"]
    os.kill(first, signal.SIGKILL)
    answers: list[str] = []

    def successor_answers() -> bool:
        answers.append(answering())
        return current(tmp_path) not in {0, first} and answers[-1] == str(current(tmp_path))

    until(successor_answers, seconds=10)
    assert len(answers) > 10  # it took a second: there was time to miss somebody
    assert "" not in answers
    until(lambda: not alive_in_group(first), seconds=10)
    assert answering() == str(current(tmp_path))


def current(folder: Path) -> int:
    return children(folder).get("server", 0)


def alive_in_group(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
