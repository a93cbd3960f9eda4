"""The outbox shows what was mailed, and only while developing."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client


@pytest.fixture
def mailed(settings: Any, tmp_path: Path) -> None:
    """Two mails in the outbox, one with HTML."""
    settings.OUTBOX_DIR = tmp_path
    backend = get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path)
    )
    for number in (1, 2):
        mail = EmailMultiAlternatives(
            f"Invitation {number} – ünï",
            f"Open http://acorn.localhost:8000/invitation/{number}/ <b>now</b>",
            "Acorn <hello@localhost>",
            ["eva@example.com"],
            connection=backend,
        )
        mail.attach_alternative(
            f"<html><head></head><body>HTML {number}</body></html>", "text/html"
        )
        mail.send()


def test_the_newest_mail_comes_first_with_links_and_nothing_executable(
    mailed: None, public_client: Client
) -> None:
    page = public_client.get("/_outbox/").content.decode()
    assert page.index("Invitation 2 – ünï") < page.index("Invitation 1 – ünï")
    assert 'href="http://acorn.localhost:8000/invitation/2/"' in page
    assert "&lt;b&gt;now" in page


def test_a_mail_s_html_is_shown_without_scripts(mailed: None, public_client: Client) -> None:
    page = public_client.get("/_outbox/")
    key = page.context["mail"].key
    frame = public_client.get(f"/_outbox/{key}/html/")
    assert b"HTML 2" in frame.content
    assert "script-src 'none'" in frame.headers["Content-Security-Policy"]


def test_an_empty_outbox_and_an_unknown_mail(
    settings: Any, tmp_path: Path, public_client: Client
) -> None:
    settings.OUTBOX_DIR = tmp_path / "none"
    assert public_client.get("/_outbox/").status_code == 200
    assert public_client.get("/_outbox/?mail=nothing").status_code == 404
    assert public_client.get("/_outbox/nothing/html/").status_code == 404


def test_production_has_no_outbox(mailed: None, settings: Any, public_client: Client) -> None:
    settings.ATRIUM_ENV = "production"
    assert public_client.get("/_outbox/").status_code == 404
