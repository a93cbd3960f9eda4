"""A real Chromium on a real server, for the tests that look at pages."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
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
def browser() -> Iterator[Browser]:
    if not assets_are_built():
        pytest.skip(NOT_BUILT)
    chromium = chromium_path()
    if chromium is None:
        pytest.skip("There is no Chromium here: these pages are NOT looked at.")
    # Playwright keeps an event loop running in this thread, in which Django refuses to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-quic"]
        )
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Serve the public site; the people of tests/fixtures.py are committed, so no flush here."""
    with (
        django_db_blocker.unblock(),
        override_settings(
            URLCONF_PUBLIC=URLS, ROOT_URLCONF=URLS, ALLOWED_HOSTS=["localhost", ".localhost"]
        ),
    ):
        server = LiveServer("localhost")
        yield server.url
        server.stop()


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
