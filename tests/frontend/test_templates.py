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
LOADING = re.compile(r"<(?:script|link|img|iframe|video|audio)\b[^>]*>", re.IGNORECASE)
RAW_ATTRIBUTES = re.compile(r"\{\{\s*attrs\s*\}\}")
ICON = re.compile(
    r"""(?:<c-icon[^>]*?\sname=|<c-[a-z-]+[^>]*?\s(?:icon|after)=|icon_svg )"([a-z0-9-]+)\""""
)

PAGES = {name_of(path): path.read_text(encoding="utf-8") for path in page_files()}


def template_name(path):
    return path.relative_to(next(p for p in path.parents if p.name == "templates")).as_posix()


@pytest.mark.parametrize("path", template_files(), ids=name_of)
def test_the_template_compiles(path):
    get_template(template_name(path))


def test_no_template_is_longer_than_eighty_lines():
    assert [name for name, text in PAGES.items() if len(text.splitlines()) > LONGEST_PAGE] == []


def test_no_template_has_an_inline_handler_or_a_style_attribute():
    assert [name for name, text in PAGES.items() if INLINE_HANDLER.search(text)] == []
    assert [name for name, text in PAGES.items() if INLINE_STYLE.search(text)] == []


def test_scripts_and_styles_are_files_data_or_carry_the_nonce():
    allowed = ("nonce=", "src=", "application/")
    tags = [(name, tag) for name, text in PAGES.items() for tag in SCRIPT.findall(text)]
    assert tags
    assert [each for each in tags if not any(word in each[1] for word in allowed)] == []


def test_no_template_loads_anything_from_elsewhere():
    tags = [(name, tag) for name, text in PAGES.items() for tag in LOADING.findall(text)]
    assert tags
    assert [each for each in tags if THIRD_PARTY.search(each[1])] == []


def test_attributes_are_never_printed_past_our_escaping():
    assert [name for name, text in PAGES.items() if RAW_ATTRIBUTES.search(text)] == []


def test_every_icon_that_a_template_names_exists():
    if not icons.icons_are_built():
        pytest.skip("The icons are not built: run “make assets”. Their names are NOT checked.")
    named = {(name, icon) for name, text in PAGES.items() for icon in ICON.findall(text)}
    assert len(named) > 20
    assert {each for each in named if not icons.has_icon(each[1])} == set()


def test_every_icon_that_a_manifest_names_exists():
    if not icons.icons_are_built():
        pytest.skip("The icons are not built: run “make assets”. Their names are NOT checked.")
    from shared_apps.registry.discovery import modules

    named = {module.icon for module in modules().values()}
    named |= {item.icon for module in modules().values() for item in module.navigation}
    assert {name for name in named if not icons.has_icon(name)} == set()


def test_every_component_says_how_it_is_used():
    readme = (TEMPLATES / "components" / "README.md").read_text(encoding="utf-8")
    parts_of_others = {
        "confirm_dialog", "field_notes", "manage_link", "mark", "messages", "side_link", "side_nav",
        "skip_link", "theme_script", "theme_toggle", "toast", "wordmark",
    }  # fmt: skip
    for path in sorted((TEMPLATES / "components").glob("*.html")):
        if path.stem not in parts_of_others:
            assert f"<c-{path.stem.replace('_', '-')}" in readme, path.stem
