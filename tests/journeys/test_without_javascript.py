"""The same way in for a browser that runs no scripts."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.stack import Site
from tests.journeys.steps import PASSWORD, photograph

pytestmark = [
    pytest.mark.browser,
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("journeys"),
]


def test_signing_up_switching_and_reading_need_no_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url("/sign-up/"))
    page.get_by_label("Organisation").fill("Cedar Choir")
    page.get_by_label("Your name").fill("Eve Example")
    page.get_by_label("E-mail address").fill("eve@example.org")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Start the workspace").click()
    expect(page.get_by_text("This password is too short.")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Start the workspace").click()
    page.wait_for_url(site.url("/manage/", "cedar-choir"))
    page.goto(site.url("/manage/modules/", "cedar-choir"))
    page.get_by_role("switch", name="Blog").click()
    expect(page.get_by_role("switch", name="Blog")).to_have_attribute("aria-checked", "true")
    photograph(page, "no-javascript-modules")
    page.goto(site.url("/blog/", "cedar-choir"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    photograph(page, "no-javascript-blog")
    context.close()
