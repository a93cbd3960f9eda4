"""What holds for every template: it compiles, is short, and passes the content security policy."""

import re

import pytest
from django.template.loader import get_template

from shared_apps.foundation import icons

from .templates_on_disk import TEMPLATES, name_of, page_files, template_files

LONGEST_PAGE = 80
INLINE_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<(?:script|style)\b([^>]*)>", re.IGNORECASE)
THIRD_PARTY = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE)
ICON = re.compile(
    r"""(?:<c-icon[^>]*?\sname=|<c-[a-z-]+[^>]*?\s(?:icon|after)=|icon_svg )"([a-z0-9-]+)\""""
)

pages = pytest.mark.parametrize("path", page_files(), ids=name_of)


def template_name(path):
    return path.relative_to(next(p for p in path.parents if p.name == "templates")).as_posix()


@pytest.mark.parametrize("path", template_files(), ids=name_of)
def test_the_template_compiles(path):
    get_template(template_name(path))


@pages
def test_the_template_is_at_most_eighty_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE


@pages
def test_the_template_has_no_inline_handler_and_no_style_attribute(path):
    text = path.read_text(encoding="utf-8")
    assert not INLINE_HANDLER.search(text)
    assert not INLINE_STYLE.search(text)


@pages
def test_scripts_and_styles_of_the_template_are_files_data_or_carry_the_nonce(path):
    for attributes in SCRIPT.findall(path.read_text(encoding="utf-8")):
        assert "nonce=" in attributes or "src=" in attributes or "application/" in attributes


@pages
def test_the_template_loads_nothing_from_elsewhere(path):
    for tag in re.findall(r"<(?:script|link|img|iframe|video|audio)\b[^>]*>", path.read_text()):
        assert not THIRD_PARTY.search(tag), tag


@pages
def test_attributes_are_never_printed_past_our_escaping(path):
    assert not re.search(r"\{\{\s*attrs\s*\}\}", path.read_text(encoding="utf-8"))


@pages
def test_the_icons_of_the_template_exist(path):
    if not icons.icons_are_built():
        pytest.skip("The icons are not built: run “make assets”.")
    for name in ICON.findall(path.read_text(encoding="utf-8")):
        assert icons.icon_shapes(name) != icons.PLACEHOLDER or name == "circle", name


def test_every_component_says_how_it_is_used():
    readme = (TEMPLATES / "components" / "README.md").read_text(encoding="utf-8")
    parts_of_others = {
        "confirm_dialog", "field_notes", "manage_link", "mark", "messages", "side_link", "side_nav",
        "skip_link", "theme_script", "theme_toggle", "toast", "wordmark",
    }  # fmt: skip
    for path in sorted((TEMPLATES / "components").glob("*.html")):
        if path.stem not in parts_of_others:
            assert f"<c-{path.stem.replace('_', '-')}" in readme, path.stem
