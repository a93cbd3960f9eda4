"""The embedded PostgreSQL and Valkey survive what happens to real machines."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from config.services import Layout, ServiceError, Services, ensure, servers, stop
from tests.runtime.waiting import alive, processes_naming

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("runtime-services")]


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("services")
    yield root
    stop(root)
    assert processes_naming(str(root)) == []


@pytest.fixture
def running(var_dir: Path) -> Services:
    return ensure(var_dir, durable=True)


def pids(var_dir: Path) -> list[int]:
    return [server.recorded_pid() for server in servers(var_dir, durable=True)]


def test_both_answer_at_the_addresses_written_down(var_dir: Path, running: Services) -> None:
    written = json.loads(Layout(var_dir).services_file.read_text())
    with psycopg.connect(written["database_url"]) as connection:
        version = connection.execute("SHOW server_version_num").fetchone()
    assert version is not None
    assert int(version[0]) >= 180_000
    assert redis.Redis.from_url(written["valkey_url"]).ping()


def test_asking_twice_starts_nothing_twice(var_dir: Path, running: Services) -> None:
    before = pids(var_dir)
    assert ensure(var_dir, durable=True) == running
    assert pids(var_dir) == before


def test_several_processes_may_ask_at_once(var_dir: Path) -> None:
    stop(var_dir)
    command = [sys.executable, "-m", "config.services", "start", "--var-dir", str(var_dir)]
    asked = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [one.wait(60) for one in asked] == [0, 0, 0, 0]
    assert all(alive(pid) for pid in pids(var_dir))


def test_the_application_is_no_superuser_but_may_make_test_databases(running: Services) -> None:
    with psycopg.connect(running.database_url) as connection:
        found = connection.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert found == (False, True)


def test_nobody_gets_in_without_the_password(running: Services) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(running.database_url.replace(":", ":wrong-", 2).replace("wrong-", "", 1))
    port = int(running.valkey_url.rpartition(":")[2].split("/")[0])
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=port).ping()


def test_committed_rows_and_queued_jobs_survive_kill_9(var_dir: Path) -> None:
    stop(var_dir)  # an earlier test may have started it without care for its data
    running = ensure(var_dir, durable=True)
    with psycopg.connect(running.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    redis.Redis.from_url(running.valkey_url).rpush("jobs", "one")
    for pid in pids(var_dir):
        os.kill(pid, signal.SIGKILL)
    again = ensure(var_dir, durable=True)
    with psycopg.connect(again.database_url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    assert redis.Redis.from_url(again.valkey_url).lrange("jobs", 0, -1) == [b"one"]


def test_a_pid_file_whose_number_belongs_to_another_program_is_ignored(var_dir: Path) -> None:
    stop(var_dir)
    data = var_dir / "postgres" / "data"
    lines = [str(os.getpid()), str(data), "1", "5432", "", "127.0.0.1", "0 0", "ready"]
    (data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    (var_dir / "valkey" / "valkey.pid").write_text(str(os.getpid()))
    psycopg.connect(ensure(var_dir, durable=True).database_url).close()


def test_a_port_taken_meanwhile_is_given_up(var_dir: Path, running: Services) -> None:
    postgres, _ = servers(var_dir, durable=True)
    taken = postgres.port
    stop(var_dir)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", taken))
        other.listen()
        again = ensure(var_dir, durable=True)
        assert f":{taken}/" not in again.database_url
        psycopg.connect(again.database_url).close()


def test_the_port_stays_the_same_when_it_can(var_dir: Path, running: Services) -> None:
    stop(var_dir)
    assert ensure(var_dir, durable=True) == running


def test_servers_in_use_elsewhere_are_spared(var_dir: Path, running: Services) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            (
                "import sys; from pathlib import Path; from config.services import ensure;"
                "ensure(Path(sys.argv[1]), durable=True); print('held', flush=True);"
                "sys.stdin.read()"
            ),
            str(var_dir),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    try:
        assert stop(var_dir, only_if_idle=True) is False
        assert all(alive(pid) for pid in pids(var_dir))
    finally:
        holder.communicate()
    assert stop(var_dir, only_if_idle=True) is True
    assert pids(var_dir) == [0, 0]


def test_a_first_start_that_was_cut_off_is_begun_anew(tmp_path: Path) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "half").write_text("made")
    try:
        psycopg.connect(ensure(tmp_path, durable=False).database_url).close()
    finally:
        stop(tmp_path)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    ensure(tmp_path, durable=False)
    stop(tmp_path)
    (tmp_path / "postgres" / "data" / "postgresql.conf").write_text("shared_buffers = nonsense\n")
    with pytest.raises(ServiceError, match=r"(?s)PostgreSQL did not start.*shared_buffers"):
        ensure(tmp_path, durable=False)
    assert not processes_naming(str(tmp_path)), "one server stayed behind without the other"
