"""What our scripts do, with keys and without script at all."""

import pytest
from playwright.sync_api import Page, Route, expect

from .test_pages_in_a_browser import barriers, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def shown_theme(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.theme"))


def test_the_first_key_reaches_the_skip_link_and_it_leads_to_the_content(page_with):
    page = page_with()
    page.goto("/account/login/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_theme_follows_the_device_until_somebody_chooses_and_is_then_remembered(page_with):
    page = page_with("dark")
    page.goto("/account/login/")
    assert shown_theme(page) == "dark"
    page.get_by_role("button", name="Light").click()
    assert shown_theme(page) == "light"
    page.reload()
    assert shown_theme(page) == "light"
    page.get_by_role("button", name="As the device").click()
    assert shown_theme(page) == "dark"


def test_a_remembered_theme_is_there_before_the_first_paint(page_with):
    page = page_with("light")
    page.goto("/account/login/")
    page.get_by_role("button", name="Dark").click()
    # Noted by the browser itself at the moment the body begins, before anything can be painted.
    page.add_init_script(
        "new MutationObserver((_, o) => { if (document.body) { window.themeAtBody ??="
        " document.documentElement.dataset.theme; o.disconnect(); } })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.reload()
    assert page.evaluate("window.themeAtBody") == "dark"


def test_a_menu_is_worked_with_keys_and_gives_the_focus_back(page_with):
    page = page_with()
    page.goto("/_components/?only=overlays")
    summary = page.locator("details.menu > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="View").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Duplicate").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name="Delete").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator("details.menu").first).not_to_have_attribute("open", "")


def test_a_menu_closes_when_somebody_clicks_elsewhere(page_with):
    page = page_with()
    page.goto("/_components/?only=overlays")
    page.locator("details.menu > summary").first.click()
    expect(page.get_by_role("link", name="View").first).to_be_visible()
    page.get_by_role("heading", name="Components").click()
    expect(page.get_by_role("link", name="View").first).to_be_hidden()


def test_a_dialog_opens_keeps_the_focus_and_closes_with_escape(page_with):
    page = page_with()
    page.goto("/_components/?only=overlays")
    opener = page.get_by_role("button", name="Open a dialog").first
    opener.click()
    dialog = page.get_by_role("dialog", name="Invite people")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_dangerous_form_asks_first_and_is_sent_only_after_yes(page_with):
    page = page_with()
    page.goto("/_components/?only=overlays")
    page.evaluate("document.querySelectorAll('[data-confirm]').forEach(f => f.action = '/_asked/')")
    page.get_by_role("button", name="Ask before").first.click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Delete “The oak in November”?")
    expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    question.get_by_role("button", name="Cancel").click()
    expect(question).to_be_hidden()
    assert "/_asked/" not in page.url
    page.get_by_role("button", name="Ask before").first.click()
    question.get_by_role("button", name="Delete the post").click()
    page.wait_for_url("**/_asked/*")


def test_tabs_move_with_arrows_and_show_their_panel(page_with):
    page = page_with()
    page.goto("/_components/?only=navigation")
    page.get_by_role("tab", name="Write").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Comments").first).to_be_focused()
    expect(page.get_by_text("The second panel.").first).to_be_visible()
    expect(page.get_by_text("The first panel.").first).to_be_hidden()


def test_a_table_names_its_columns_in_each_row_on_a_phone(page_with):
    page = page_with(width=390)
    page.goto("/_components/?only=tables")
    cell = page.locator("td[data-label=Role]").first
    expect(cell).to_be_visible()
    label = page.evaluate("e => getComputedStyle(e, '::before').content", cell.element_handle())
    assert label == '"Role"'


def test_a_toast_appears_for_an_event_of_the_server_and_can_be_dismissed(page_with):
    page = page_with()
    page.goto("/account/login/")
    page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('toast',"
        " {bubbles: true, detail: {level: 'success', message: '<b>Saved.</b>'}}))"
    )
    message = page.get_by_role("status").filter(has_text="<b>Saved.</b>")
    expect(message).to_be_visible()
    message.get_by_role("button", name="Dismiss").click()
    expect(message).to_be_hidden()


def test_without_script_pages_are_complete_and_menus_open(page_with):
    page = page_with(script=False)
    page.goto("/_components/?only=overlays")
    page.locator("details.menu > summary").first.click()
    expect(page.get_by_role("link", name="View").first).to_be_visible()
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("group", name="Theme")).to_be_hidden()


def test_without_script_the_theme_of_the_device_is_shown(page_with):
    ground = "getComputedStyle(document.body).backgroundColor"
    seen = set()
    for scheme in ("light", "dark"):
        page = page_with(scheme, script=False)
        page.goto("/account/login/")
        seen.add(page.evaluate(ground))
    assert seen == {"rgb(247, 246, 243)", "rgb(21, 20, 19)"}


def dashboard_on_a_phone(page: Page, site: str) -> None:
    acorn = site.replace("localhost", "acorn.localhost")
    sign_in(page, acorn)
    page.goto(f"{acorn}/manage/")


def test_the_side_navigation_is_a_drawer_on_a_phone_and_works_with_keys(page_with, site):
    page = page_with(width=390)
    dashboard_on_a_phone(page, site)
    opener = page.get_by_role("button", name="Open the navigation")
    entry = page.locator("#sidebar").get_by_role("link", name="Overview")
    expect(entry).to_be_hidden()
    opener.press("Enter")
    expect(entry).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.getElementById('sidebar').contains(document.activeElement)")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_drawer_opens_without_script(page_with, site):
    page = page_with(width=390, script=False)
    dashboard_on_a_phone(page, site)
    entry = page.locator("#sidebar").get_by_role("link", name="Overview")
    expect(entry).to_be_hidden()
    page.get_by_role("link", name="Open the navigation").click()
    expect(entry).to_be_visible()
    page.get_by_role("link", name="Close the navigation").click()
    expect(entry).to_be_hidden()


def answered(page: Page, status: int) -> list[dict[str, str]]:
    """Post with htmx to an address that answers `status`; return the headers that were sent."""
    sent: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        sent.append(route.request.headers)
        route.fulfill(status=status, content_type="text/html", body="<p>The answer.</p>")

    page.route("**/_asked/", answer)
    with page.expect_response("**/_asked/"):
        page.evaluate("window.htmx.ajax('POST', '/_asked/', {target: '#section-choices'})")
    return sent


def test_a_request_of_htmx_carries_the_token_against_forgery(page_with):
    page = page_with()
    page.goto("/_components/?only=choices")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    assert [headers["x-csrftoken"] for headers in answered(page, 200)] == [token]
    expect(page.locator("#section-choices")).to_have_text("The answer.")


def test_a_form_refused_with_422_is_shown_with_its_mistakes(page_with):
    page = page_with()
    page.goto("/_components/?only=choices")
    answered(page, 422)
    expect(page.locator("#section-choices")).to_have_text("The answer.")


def test_a_failure_of_the_server_is_said_and_the_page_stays(page_with):
    page = page_with()
    page.goto("/_components/?only=choices")
    answered(page, 500)
    expect(page.get_by_role("alert").filter(has_text="That did not work")).to_be_visible()
    expect(page.locator("#section-choices")).to_have_text("Choices")


def test_htmx_keeps_no_pages_and_evaluates_nothing(page_with):
    page = page_with()
    page.goto("/_components/?only=choices")
    config = page.evaluate("window.htmx.config")
    assert config["allowEval"] is False
    assert config["selfRequestsOnly"] is True
    assert config["historyCacheSize"] == 0
    assert config["includeIndicatorStyles"] is False


def test_a_file_dropped_on_the_ground_lands_in_the_plain_input(page_with):
    page = page_with()
    page.goto("/_components/?only=choices")
    page.evaluate(
        "const data = new DataTransfer(); data.items.add(new File(['x'], 'export.xml'));"
        "document.querySelector('[data-drop]').dispatchEvent("
        "new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}))"
    )
    name = page.evaluate("document.querySelector('[data-drop] input').files[0].name")
    assert name == "export.xml"


def test_a_slash_puts_the_cursor_into_the_search_box_but_not_while_writing(page_with, site):
    page = page_with()
    acorn = site.replace("localhost", "acorn.localhost")
    page.goto(f"{acorn}/blog/")
    search = page.locator("[data-shortcut-search]")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")
