"""A real Chromium on a real server, for the tests that look at pages."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shared_apps.foundation.static_assets import NOT_BUILT, assets_are_built

ROOT = Path(__file__).resolve().parents[2]
URLS = "tests.frontend.pages_under_test"
SCREENSHOTS = ROOT / "build" / "screenshots" / "frontend"


def chromium_path() -> str | None:
    """Return the browser to drive: ATRIUM_CHROMIUM, else the one on the PATH."""
    named = os.environ.get("ATRIUM_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def chromium() -> str:
    """Return the browser's path; skip, loudly, where there is none or nothing is built."""
    if not assets_are_built():
        pytest.skip(f"{NOT_BUILT} These pages are NOT looked at.")
    path = chromium_path()
    if path is None:
        pytest.skip("There is no Chromium here: these pages are NOT looked at.")
    return path


@pytest.fixture(scope="module")
def site(chromium: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Serve the public site; the people of tests/fixtures.py are committed, so no flush here."""
    with (
        django_db_blocker.unblock(),
        override_settings(
            URLCONF_PUBLIC=URLS, ROOT_URLCONF=URLS, ALLOWED_HOSTS=["localhost", ".localhost"]
        ),
    ):
        with confirmed("ana@example.com"):
            server = LiveServer("localhost")
            yield server.url
            server.stop()
        wait_for_the_last_session()


@contextmanager
def confirmed(email: str) -> Iterator[None]:
    """Make an address known to be its owner's: second factors are only for those.

    Before the browser starts: while Playwright's loop runs, Django would open a second
    connection for this thread and leave it open.
    """
    from allauth.account.models import EmailAddress

    from shared_apps.identity.models import User

    person = User.objects.get(email=email)
    before = list(EmailAddress.objects.filter(user=person))
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    yield
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.bulk_create(before)


def wait_for_the_last_session() -> None:
    """Let the server's threads leave the database, which is dropped next."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(f"{others} AND pid <> pg_backend_pid()")
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.05)


@pytest.fixture(scope="module")
def browser(chromium: str, site: str) -> Iterator[Browser]:
    # After the site, so that it closes before it: a connection the browser keeps open holds a
    # thread of the server, and that thread a session of the database.
    # Playwright keeps an event loop running in this thread, in which Django refuses to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-quic"]
        )
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page_with(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Return a maker of pages: theme of the device, width in px, script on or off."""
    contexts = []

    def make(scheme: str = "light", width: int = 1280, *, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
