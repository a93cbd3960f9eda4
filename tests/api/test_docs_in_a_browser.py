"""The page of the API in a real Chromium: it shows the document, and the policy refuses nothing."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.frontend.conftest import ROOT, browser, chromium, page_with, site

__all__ = ["browser", "chromium", "page_with", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SCREENSHOTS = ROOT / "build" / "screenshots" / "api"


def test_swagger_ui_shows_the_operations_under_our_policy(
    page_with: Callable[..., Page], site: str
) -> None:
    page = page_with("light", 1280)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://acorn.localhost:{urlsplit(site).port}/api/v1/docs/")
    page.get_by_text("Acorn: API").wait_for()
    page.locator(".opblock").first.wait_for()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "docs.png")
    assert page.locator(".opblock").count() > 10
    assert complaints == []
