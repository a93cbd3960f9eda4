"""Error pages render whatever is missing: no database, no workspace, no person, no request."""

import pytest
from django.template.loader import render_to_string

from .templates_on_disk import TEMPLATES

NAMES = sorted(path.stem for path in (TEMPLATES / "errors").glob("*.html") if path.stem != "page")


@pytest.mark.parametrize("name", NAMES)
def test_an_error_page_renders_with_nothing_but_itself(name):
    # No django_db mark: a query would fail this test.
    page = render_to_string(f"errors/{name}.html", {})
    assert "<h1" in page
    assert "<title>" in page


@pytest.mark.parametrize(
    "name", [n for n in NAMES if n not in {"500", "module_off", "form_expired"}]
)
def test_an_error_page_says_the_sentence_of_the_error(name):
    page = render_to_string(f"errors/{name}.html", {"message": "The <oak> is gone.", "status": 400})
    assert "The &lt;oak&gt; is gone." in page


def test_the_page_for_our_own_failures_uses_no_layout_and_no_component():
    source = (TEMPLATES / "errors" / "500.html").read_text(encoding="utf-8")
    assert "{% extends" not in source
    assert "<c-" not in source
    assert "{% url" not in source


def test_a_missing_manifest_entry_does_not_take_the_page_down(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    settings.STATIC_ROOT = tmp_path
    settings.DEBUG = False
    page = render_to_string("errors/500.html", {})
    assert 'href="/static/dist/app.css"' in page


def test_a_page_says_clearly_that_nothing_is_built(monkeypatch, tmp_path):
    from shared_apps.foundation import static_assets

    monkeypatch.setattr(static_assets, "DIST", tmp_path)
    assert "Run “make assets”" in render_to_string("errors/404.html", {})
