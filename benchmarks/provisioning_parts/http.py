"""Sign-ups over HTTP: from the POST on the public site to the first 200 on the subdomain."""

import asyncio
import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tenants.tests.provisioning.lab.database import ROOT, Lab

from .tables import Line, middle, share

MS = 1000.0
WARM_UP = 6


@dataclass(frozen=True)
class Site:
    """A running web process and its worker."""

    port: int
    environment: dict[str, str]

    def manage(self, name: str, *arguments: str) -> None:
        """Run a management command beside the site."""
        command = [sys.executable, "manage.py", name, "--skip-checks", *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]


@contextlib.contextmanager
def site(lab: Lab, valkey_url: str, pool_size: int) -> Iterator[Site]:
    """Run the project itself, with all its modules, on the laboratory's database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="atrium-bench-") as var:
        environment = {
            **os.environ,
            "DATABASE_URL": lab.url,
            "VALKEY_URL": valkey_url,
            "ATRIUM_ENV": "test",
            "ATRIUM_VAR_DIR": var,
            "ATRIUM_SECRET_KEY": secrets.token_urlsafe(48),
            "ATRIUM_PUBLIC_PORT": str(port),
            "ATRIUM_POOL_SIZE": str(pool_size),
            "ATRIUM_LOG_LEVEL": "WARNING",
            "ATRIUM_WEB_WORKERS": "2",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        running = Site(port, environment)
        running.manage("migrate", "-v0")
        running.manage("migrate_workspaces", "-v0")
        web = (sys.executable, "-m", "config.serve", "web", "--port", str(port))
        worker = (
            *(sys.executable, "-m", "celery", "--app=config.celery", "--quiet", "worker"),
            *("--concurrency=1", "--loglevel=WARNING", "--without-gossip", "--without-mingle"),
        )
        log = (Path(var) / "log").open("w")
        processes = [
            subprocess.Popen(each, env=environment, cwd=ROOT, stdout=log, stderr=log)
            for each in (web, worker)
        ]
        try:
            _wait_for(port)
            yield running
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=20)
            log.close()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(httpx.HTTPError):
            answer = httpx.get(f"http://127.0.0.1:{port}/sign-up/", headers={"Host": "localhost"})
            if answer.status_code == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("The site never answered.")


def signing_up(running: Site, *, rate: int, seconds: int) -> list[float]:
    """Sign up at `rate` per second; return the seconds each took."""
    return asyncio.run(_at_rate(running.port, rate, rate * seconds))


async def _at_rate(port: int, rate: int, count: int) -> list[float]:
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=30, limits=httpx.Limits(max_connections=200)
    ) as client:
        form = await client.get("/sign-up/", headers={"Host": f"localhost:{port}"})
        csrf = form.cookies["csrf"]
        client.cookies.clear()
        started, waiting = time.perf_counter(), []
        for number in range(count):
            await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
            waiting.append(asyncio.create_task(_sign_up(client, port, csrf)))
        return list(await asyncio.gather(*waiting))


async def _sign_up(client: httpx.AsyncClient, port: int, csrf: str) -> float:
    unique = secrets.token_hex(5)
    # Limits count by address; the front door would say from where each of these comes.
    address = f"11.{secrets.randbelow(250)}.{secrets.randbelow(250)}.{secrets.randbelow(250)}"
    body = {
        "csrfmiddlewaretoken": csrf,
        "organisation": f"Bench {unique}",
        "slug": f"bench-{unique}",
        "name": "Bench",
        "email": f"{unique}@example.com",
        "password": f"a long enough passphrase {unique}",
    }
    headers = {"Host": f"localhost:{port}", "Cookie": f"csrf={csrf}", "X-Forwarded-For": address}
    started = time.perf_counter()
    answer = await client.post("/sign-up/", data=body, headers=headers)
    cookies: dict[str, str] = {}
    while answer.is_redirect:
        target = urlsplit(answer.headers["Location"])
        host = target.netloc or headers["Host"]
        # Cookies are of one host alone.
        cookies = {**cookies, **answer.cookies} if host == headers["Host"] else {}
        headers = {
            "Host": host,
            "X-Forwarded-For": address,
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }
        path = target.path + (f"?{target.query}" if target.query else "")
        answer = await client.get(path, headers=headers)
        client.cookies.clear()
    assert answer.status_code == 200, (answer.status_code, answer.text[:2000])
    assert headers["Host"].startswith(f"bench-{unique}."), headers["Host"]
    return time.perf_counter() - started


def lines(lab: Lab, valkey_url: str, *, rate: int, seconds: int) -> list[Line]:
    """Measure with a filled pool, then one by one with an empty one."""
    # Wide enough that the whole run is served from the pool while it is being refilled.
    size = 10 + rate * seconds
    with site(lab, valkey_url, pool_size=size) as running:
        signing_up(running, rate=2, seconds=WARM_UP // 2)
        # As the clock would within half a minute; a pool that is half full is not urgent.
        running.manage("migrate_workspaces", "-v0")
        filled = signing_up(running, rate=rate, seconds=seconds)
    with site(lab, valkey_url, pool_size=0) as running:
        signing_up(running, rate=2, seconds=WARM_UP // 2)
        lab.query("DELETE FROM tenants_readyschema")
        empty = signing_up(running, rate=1, seconds=max(5, seconds // 2))
    return [
        Line(f"Sign-up to first 200, {rate}/s, pool filled, p50", middle(filled) * MS, "ms", 50),
        Line(
            f"Sign-up to first 200, {rate}/s, pool filled, p99", share(filled, 0.99) * MS, "ms", 250
        ),
        Line("Sign-up to first 200, pool empty, slowest", max(empty) * MS, "ms", 1000),
    ]
