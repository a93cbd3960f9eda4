"""E-mails: one text in two shapes, plain or escaped, in the colour of the workspace."""

import pytest
from django.template.loader import render_to_string
from lxml import html

from shared_apps.foundation.brand_colour import DEFAULT_BRAND
from shared_apps.foundation.clock import now

from .templates_on_disk import TEMPLATES

MAILS = sorted(
    path.with_suffix("").relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.mail")
)
ABOUT_A_CHANGE = {"ip": "203.0.113.7", "user_agent": "Firefox", "timestamp": now()}
CONTEXT = {
    "email": "o'brien<b>@example.com",
    "from_email": "old@example.com",
    "to_email": "new@example.com",
    "deleted_email": "gone@example.com",
    "provider": "Google",
    "activate_url": "http://localhost/confirm/?a=1&b=2",
    "password_reset_url": "http://localhost/reset/?a=1&b=2",
    "signup_url": "http://localhost/sign-up/?a=1&b=2",
}


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_has_a_subject_of_one_line_and_both_shapes(name):
    subject = render_to_string(f"{name}_subject.txt", CONTEXT).strip()
    assert subject
    assert "\n" not in subject
    assert "<h1" in render_to_string(f"{name}_message.html", CONTEXT)
    assert "Atrium" in render_to_string(f"{name}_message.txt", CONTEXT)


def test_the_plain_shape_is_plain_and_the_other_is_escaped():
    name = "account/email/unknown_account"
    plain = render_to_string(f"{name}_message.txt", CONTEXT)
    assert "o'brien<b>@example.com" in plain
    assert "http://localhost/sign-up/?a=1&b=2" in plain
    page = html.fromstring(render_to_string(f"{name}_message.html", CONTEXT))
    assert not page.xpath("//b")
    assert "o'brien<b>@example.com" in str(page.xpath("string()"))
    assert page.xpath("//a/@href") == ["http://localhost/sign-up/?a=1&b=2"]


def test_the_button_has_the_colour_of_the_workspace_and_the_mail_its_name():
    class Branding:
        colour = "#b4451f"

    class Workspace:
        name = "Acorn & Sons"
        branding = Branding()

    name = "account/email/email_confirmation_message.html"
    ours = render_to_string(name, {**CONTEXT, "workspace": Workspace()})
    assert "background:#b4451f" in ours
    assert "Acorn &amp; Sons" in ours
    assert f"background:{DEFAULT_BRAND}" in render_to_string(name, CONTEXT)


def test_a_mail_about_a_change_says_from_where_it_came():
    context = {**CONTEXT, **ABOUT_A_CHANGE}
    for shape in ("txt", "html"):
        mail = render_to_string(f"account/email/password_changed_message.{shape}", context)
        assert "203.0.113.7" in mail
        assert "If this was not you" in mail
