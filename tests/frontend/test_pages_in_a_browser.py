"""Pages as a person meets them: readable to everybody, at both widths, in both themes.

axe-core looks for what breaks WCAG; the console tells what the content security policy refused.
"""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from .conftest import ROOT, SCREENSHOTS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]
EVERYBODYS = (
    "/account/login/",
    "/account/login/?next=/workspaces/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/nobody-nothing/",
    "/account/inactive/",
    "/account/confirm-email/no-such-key/",
    *(f"/_errors/{name}/" for name in ("400", "403", "404", "429", "500", "unknown_host")),
)
OWN = {
    "/account/email/": "Your e-mail address",
    "/account/password/change/": "Change your password",
    "/account/2fa/": "Authenticator app",
    "/account/2fa/totp/activate/": "Set up the authenticator app",
    "/account/2fa/webauthn/": "Passkeys and security keys",
    "/account/2fa/webauthn/add/": "Add a passkey or security key",
    "/account/3rdparty/": "Connect another account",
    "/account/reauthenticate/": "Is it you?",
    "/account/logout/": "Sign out?",
}
DASHBOARD = (
    "/manage/",
    "/manage/modules/",
    "/manage/members/",
    "/manage/invitations/",
    "/manage/branding/",
    "/manage/settings/",
    "/",
)


def axe_source() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run “npm ci”. These pages are NOT checked.")
    return AXE.read_text(encoding="utf-8")


def barriers(page: Page) -> list[str]:
    """Return what axe calls serious or critical, one line each."""
    page.evaluate(axe_source())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['impact']} {each['id']}: {[node['target'] for node in each['nodes']][:4]}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


def refusals(page: Page) -> list[str]:
    """Collect what the browser complains about from now on."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "status of 4" not in message.text
            else None
        ),
    )
    return complaints


def keep(page: Page, address: str, scheme: str, width: int) -> None:
    """Leave a picture behind, for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    name = "-".join(Path(urlsplit(address).path).parts[1:]) or "front"
    page.screenshot(path=SCREENSHOTS / f"{name}-{scheme}-{width}.png", full_page=True)


def inspect(page: Page, address: str, scheme: str, width: int) -> None:
    complaints = refusals(page)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status < 500
    keep(page, address, scheme, width)
    assert barriers(page) == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "scrolls sideways"


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_components_have_no_barriers(page_with, scheme, width):
    inspect(page_with(scheme, width), "/_components/", scheme, width)


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_account_and_error_pages_have_no_barriers(page_with, scheme, width):
    page = page_with(scheme, width)
    for address in EVERYBODYS:
        inspect(page, address, scheme, width)


def sign_in(page: Page, site: str = "") -> None:
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail address").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill("a long enough passphrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


def prove_who_one_is(page: Page, address: str) -> None:
    """Enter the password once more where the page asks for it first."""
    page.goto(address)
    if "/reauthenticate/" in page.url and "/reauthenticate/" not in address:
        page.get_by_label("Password", exact=True).fill("a long enough passphrase")
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url(f"**{address}")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_of_ones_own_account_have_no_barriers(page_with, scheme, width):
    page = page_with(scheme, width)
    sign_in(page)
    for address, heading in OWN.items():
        prove_who_one_is(page, address)
        inspect(page, address, scheme, width)
        assert page.get_by_role("heading", name=heading).is_visible(), address


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 390)])
def test_the_pages_of_the_dashboard_have_no_barriers(page_with, site, scheme, width):
    page = page_with(scheme, width)
    acorn = site.replace("localhost", "acorn.localhost")
    sign_in(page, acorn)
    for address in DASHBOARD:
        inspect(page, acorn + address, scheme, width)


def test_a_wrong_password_is_said_at_the_form_and_announced(page_with):
    page = page_with()
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill("nobody@example.com")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    alert = page.get_by_role("alert").filter(has_text="correct")
    assert alert.is_visible()
    assert barriers(page) == []
