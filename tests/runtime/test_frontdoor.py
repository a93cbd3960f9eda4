"""The front door, with the real Caddy and a toy application behind it."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from config.supervisor.options import ROOT
from config.supervisor.stack import program
from tests.runtime.waiting import Answer, ask, free_port, until

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("runtime-frontdoor")]
LIMIT = 50_000


class Application(BaseHTTPRequestHandler):
    """Answers with what it was asked, or with a protected file."""

    protocol_version = "HTTP/1.1"
    seen: list[str] = []

    def do_GET(self) -> None:
        self.seen.append(f"{self.command} {self.path}")
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        body = json.dumps({"headers": list(self.headers.items()), "path": self.path}).encode()
        self.send_response(200)
        if self.path.startswith("/file"):
            self.send_header("X-Accel-Redirect", self.headers["X-Wanted"])
            self.send_header("Content-Type", "text/x-acorn")
            self.send_header("Content-Disposition", "attachment")
            self.send_header("Cache-Control", "private, no-store")
            body = b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(BrokenPipeError):  # a restart of web is part of the tests
            self.wfile.write(body)

    do_POST = do_HEAD = do_GET  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class FrontDoor:
    port: int
    web: int
    root: Path
    server: ThreadingHTTPServer | None = field(default=None)

    def open_web(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", self.web), Application)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close_web(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def ask(self, path: str, **given: Any) -> Answer:
        return ask(self.port, path, **given)

    def seen_headers(self, **sent: str) -> dict[str, str]:
        answer = self.ask("/", headers={k.replace("__", "-"): v for k, v in sent.items()})
        return {name.lower(): value for name, value in json.loads(answer.body)["headers"]}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    root = tmp_path_factory.mktemp("front door")  # the space is meant
    (root / "static").mkdir()
    (root / "media").mkdir()
    found = FrontDoor(port=free_port(), web=free_port(), root=root)
    found.open_web()
    environment = {
        "ATRIUM_WEB": f"127.0.0.1:{found.web}",
        "ATRIUM_LIVE": f"127.0.0.1:{found.web}",
        "ATRIUM_STATIC_ROOT": str(root / "static"),
        "ATRIUM_MEDIA_ROOT": str(root / "media"),
        "ATRIUM_PUBLIC_PORT": str(found.port),
        "ATRIUM_BIND": "127.0.0.1",
        "ATRIUM_MAX_REQUEST_BYTES": str(LIMIT),
        "XDG_DATA_HOME": str(root / "caddy"),
        "XDG_CONFIG_HOME": str(root / "caddy"),
    }
    configuration = str(ROOT / "deploy" / "Caddyfile.development")
    caddy = subprocess.Popen(
        [program("caddy"), "run", "--adapter", "caddyfile", "--config", configuration],
        env=environment,
    )
    until(lambda: _answers(found.port), seconds=10)
    yield found
    caddy.terminate()
    assert caddy.wait(10) == 0
    found.close_web()


def _answers(port: int) -> bool:
    try:
        return ask(port, "/").status == 200
    except OSError:
        return False


def test_visitors_cannot_speak_for_the_front_door(door: FrontDoor) -> None:
    seen = door.seen_headers(
        X__Forwarded__For="6.6.6.6", X_Forwarded_For="6.6.6.6", X__Forwarded_For="6.6.6.6",
        X__Forwarded__Host="evil.example", X__Forwarded__Proto="https", Forwarded="for=6.6.6.6",
        X__Real__IP="6.6.6.6", X__Atrium__Internal__Token="guess", X__Forwarded__Port="1",
        X__Accel__Redirect="/etc/passwd", REMOTE_USER="root",
    )  # fmt: skip
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "http"
    assert seen["x-forwarded-host"] == f"127.0.0.1:{door.port}"
    assert "6.6.6.6" not in str(seen)
    assert "evil" not in str(seen)
    gone = {"x-atrium-internal-token", "x-forwarded-port", "x-accel-redirect", "remote_user"}
    assert gone.isdisjoint(seen)


def test_every_request_gets_a_fresh_id(door: FrontDoor) -> None:
    sent = door.seen_headers(X__Request__ID="chosen-by-visitor")["x-request-id"]
    assert sent != "chosen-by-visitor"
    assert len(sent) == 36
    assert door.seen_headers()["x-request-id"] != sent


@pytest.mark.parametrize(
    "path",
    ["/-/tls-permission?domain=localhost", "/metrics", "/metrics/x", "/%2D/tls-permission",
     "/%6detrics", "//metrics", "/./metrics", "/x/../metrics", "/METRICS"],
)  # fmt: skip
def test_questions_between_our_own_processes_stop_at_the_door(door: FrontDoor, path: str) -> None:
    before = len(Application.seen)
    assert door.ask(path).status == 404
    assert len(Application.seen) == before


def test_a_protected_file_is_sent_and_its_path_is_not_told(door: FrontDoor) -> None:
    (door.root / "media" / "a b.txt").write_bytes(b"0123456789")
    answer = door.ask("/file", headers={"X-Wanted": "/a%20b.txt"})
    assert (answer.status, answer.body) == (200, b"0123456789")
    assert "x-accel-redirect" not in answer.headers
    assert answer.headers["content-type"] == "text/x-acorn"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-length"] == "10"


def test_a_protected_file_can_be_asked_for_in_part(door: FrontDoor) -> None:
    (door.root / "media" / "film").write_bytes(bytes(range(256)) * 100)
    answer = door.ask("/file", headers={"X-Wanted": "/film", "Range": "bytes=256-259"})
    assert (answer.status, answer.body) == (206, bytes([0, 1, 2, 3]))
    assert answer.headers["content-range"] == "bytes 256-259/25600"
    beyond = door.ask("/file", headers={"X-Wanted": "/film", "Range": "bytes=99999-"})
    assert beyond.status == 416
    head = door.ask("/file", method="HEAD", headers={"X-Wanted": "/film"})
    assert (head.status, head.headers["content-length"], head.body) == (200, "25600", b"")


@pytest.mark.parametrize(
    "path", ["/../outside", "/..%2foutside", "/a/../../outside", "/nothing", "/%2e%2e/outside"]
)
def test_nothing_outside_the_media_folder_is_ever_sent(door: FrontDoor, path: str) -> None:
    (door.root / "outside").write_text("secret")
    answer = door.ask("/file", headers={"X-Wanted": path})
    assert answer.status in {400, 404}
    assert b"secret" not in answer.body
    assert "x-accel-redirect" not in answer.headers


def test_hashed_static_files_are_kept_for_a_year_and_others_asked_for_again(
    door: FrontDoor,
) -> None:
    static = door.root / "static"
    (static / "app.0123456789ab.css").write_text("a{}")
    (static / "app.css").write_text("a{}")
    hashed, plain = door.ask("/static/app.0123456789ab.css"), door.ask("/static/app.css")
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["cache-control"] == "no-cache"
    assert hashed.headers["content-type"].startswith("text/css")
    missing = door.ask("/static/app.ba9876543210.css")
    assert missing.status == 404
    assert "cache-control" not in missing.headers


def test_static_text_travels_compressed(door: FrontDoor) -> None:
    (door.root / "static" / "long.css").write_text("a{color:red}" * 1000)
    answer = door.ask("/static/long.css", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 1000


def test_a_body_over_the_limit_is_refused_with_a_sentence(door: FrontDoor) -> None:
    assert door.ask("/", method="POST", body=b"x" * LIMIT).status == 200
    answer = door.ask("/", method="POST", body=b"x" * (LIMIT + 1))
    assert answer.status == 413
    assert b"This upload is too large" in answer.body


def test_a_restart_of_web_loses_no_get(door: FrontDoor) -> None:
    answers: list[int] = []
    done = threading.Event()

    def visit() -> None:
        while not done.is_set():
            answers.append(door.ask("/").status)

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for _ in range(3):
        time.sleep(0.2)
        door.close_web()
        time.sleep(0.6)
        door.open_web()
    time.sleep(0.2)
    done.set()
    for visitor in visitors:
        visitor.join(20)
    assert len(answers) > 20
    assert set(answers) == {200}


def test_both_configurations_are_valid_and_tidy(tmp_path: Path) -> None:
    environment = {
        "ATRIUM_WEB": "web:8001", "ATRIUM_LIVE": "live:8002", "ATRIUM_STATIC_ROOT": "/srv/static",
        "ATRIUM_MEDIA_ROOT": "/srv/media", "ATRIUM_PUBLIC_PORT": "8000",
        "ATRIUM_BIND": "127.0.0.1 [::1]", "ATRIUM_INTERNAL_TOKEN": "token", "HOME": str(tmp_path),
    }  # fmt: skip
    for name in ("Caddyfile", "Caddyfile.development"):
        path = str(ROOT / "deploy" / name)
        command = [program("caddy"), "validate", "--adapter", "caddyfile", "--config", path]
        found = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        assert found.returncode == 0, found.stderr
    for name in ("Caddyfile", "Caddyfile.development", "frontdoor.caddy"):
        command = [program("caddy"), "fmt", str(ROOT / "deploy" / name)]
        tidy = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert tidy.stdout == (ROOT / "deploy" / name).read_text()
