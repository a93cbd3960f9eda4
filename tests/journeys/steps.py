"""What people do on the pages, in their words."""

import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.stack import Site

PASSWORD = "tall trees sing at night"
PATIENCE_MS = 60_000
SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"


def sign_up(page: Page, site: Site, *, organisation: str, slug: str, person: str) -> float:
    """Sign an organisation up as a person would; return the seconds until the dashboard."""
    page.goto(site.url("/"))
    page.get_by_role("link", name="Start a workspace").first.click()
    # Typed key by key, so that the page can suggest the address while the name grows.
    page.get_by_label("Organisation").press_sequentially(organisation, delay=15)
    expect(page.get_by_text(f"{slug}.localhost is free.")).to_be_visible()
    expect(page.locator("#id_slug")).to_have_value(slug)
    page.get_by_label("Your name").fill(person)
    page.get_by_label("E-mail address").fill(f"{slug}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    began = time.monotonic()
    page.get_by_role("button", name="Start the workspace").click()
    page.wait_for_url(site.url("/manage/", slug))
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    return time.monotonic() - began


def switch_blog_on(page: Page) -> None:
    """Go to the modules and use the blog's switch; its pages join the navigation."""
    page.get_by_role("link", name="Modules").first.click()
    switch = page.get_by_role("switch", name="Blog")
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(page.get_by_role("switch", name="Blog")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("navigation").get_by_role("link", name="Posts")).to_be_visible()


def import_export(page: Page, site: Site, slug: str, file: Path) -> None:
    """Bring a WordPress export in through the page and wait for its report."""
    page.get_by_role("navigation").get_by_role("link", name="Import").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check the file and import it").click()
    expect(page.get_by_role("heading", name=file.name)).to_be_visible()
    photograph(page, "import-progress", full=False)
    expect(page.get_by_role("link", name="View the blog")).to_be_visible(timeout=PATIENCE_MS)


@dataclass(frozen=True)
class Answer:
    """What a browser gets at an address, redirects followed."""

    url: str
    status: int
    body: str


def ask(context: BrowserContext, url: str) -> Answer:
    """Open an address in a tab of its own and return what came."""
    page = context.new_page()
    try:
        response = page.goto(url)
        assert response is not None
        return Answer(response.url, response.status, response.text())
    finally:
        page.close()


def photograph(page: Page, name: str, *, full: bool = True) -> None:
    """Keep a picture of the page as it is."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full)


def photograph_everywhere(context: BrowserContext, url: str, name: str) -> None:
    """Keep pictures for a desk and a phone, light and dark; nothing may stick out sideways."""
    page = context.new_page()
    try:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                page.goto(url)
                photograph(page, f"{name}-{width}-{theme}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{url} is {wide} pixels wide on a screen of {width}"
    finally:
        page.close()
