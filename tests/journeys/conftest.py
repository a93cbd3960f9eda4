"""A browser and a site for the journeys; without Chromium they are skipped, loudly."""

import os
import shutil
import warnings
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.stack import Site, running_site

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
NO_CHROMIUM = "NO CHROMIUM HERE: the browser journeys did not run. Install chromium to run them."
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium without a window; closed with the last journey.

    While Playwright runs, an event loop runs in this thread, and Django refuses to query.
    """
    path = shutil.which(CHROMIUM)
    if path is None:
        warnings.warn(NO_CHROMIUM, stacklevel=1)
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, headless=True, args=list(ARGUMENTS)
        )
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def site(browser: Browser) -> Iterator[Site]:
    """The whole stack, started from nothing; only where there is a browser for it."""
    with running_site() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser profile with one tab, in which any error on a page fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if is_fault(said.text) else None)
    yield opened
    context.close()
    assert not faults, f"The browser complained: {faults}"


def is_fault(text: str) -> bool:
    """Return whether the console's line says that our own page broke a rule of ours."""
    return "Content Security Policy" in text or "Uncaught" in text
