"""Any colour a workspace picks stays readable in both themes."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared_apps.foundation.brand_colour import (
    DARK_SURFACES,
    DEFAULT_BRAND,
    LIGHT_SURFACES,
    NotAColour,
    Tones,
    contrast,
    palette,
    parse_hex,
    stylesheet,
    to_hex,
)

TOKENS = Path(__file__).resolve().parents[2] / "assets" / "css" / "tokens.css"

any_colour = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def promises(tones: Tones, surfaces: tuple[str, ...]) -> None:
    assert contrast(tones.contrast, tones.fill) >= 4.5
    assert contrast(tones.contrast, tones.hover) >= 4.5
    for ground in (*surfaces, tones.soft):
        assert contrast(tones.text, ground) >= 4.5, ground
    for ground in surfaces:
        assert contrast(tones.edge, ground) >= 3, ground


@given(any_colour)
@example("#ffffff")
@example("#000000")
@example("#ffff00")
@example("#0000ff")
@example("#777777")
@example("#767676")
def test_any_colour_gives_readable_text_in_both_themes(colour):
    both = palette(colour)
    promises(both.light, LIGHT_SURFACES)
    promises(both.dark, DARK_SURFACES)


@given(any_colour)
def test_the_picked_colour_itself_fills_buttons_in_the_light_theme(colour):
    assert palette(colour).light.fill == colour


def test_contrast_is_the_ratio_that_wcag_defines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


@given(any_colour)
def test_a_hex_colour_survives_reading_and_writing(colour):
    assert to_hex(parse_hex(colour)) == colour


def test_three_digits_mean_six():
    assert palette("#1af") == palette("#11aaff")


@pytest.mark.parametrize(
    "text", ["", "red", "#12", "#12345", "#1234567", "#gggggg", "#fff;}body{", "url(x)"]
)
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(NotAColour):
        palette(text)


@given(any_colour)
def test_the_stylesheet_holds_nothing_but_names_of_ours_and_hex_colours(colour):
    values = re.findall(r"--[a-z-]+:([^;]+);", stylesheet(colour))
    assert len(values) == 18
    assert all(re.fullmatch(r"#[0-9a-f]{6}", value) for value in values)


def token_block(theme: str) -> str:
    css = TOKENS.read_text(encoding="utf-8")
    return css.split(f'name: "{theme}";')[1].split("}")[0]


@pytest.mark.parametrize(
    ("theme", "surfaces"), [("light", LIGHT_SURFACES), ("dark", DARK_SURFACES)]
)
def test_the_stylesheet_and_the_code_know_the_same_surfaces(theme, surfaces):
    block = token_block(theme)
    found = [re.search(rf"--color-base-{n}: (#\w+);", block) for n in (100, 200, 300)]
    assert tuple(match.group(1) for match in found if match) == surfaces


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_default_brand_in_the_stylesheet_is_what_the_code_derives(theme):
    tones = getattr(palette(DEFAULT_BRAND), theme)
    block = token_block(theme)
    for name, value in (
        ("--brand", tones.fill),
        ("--brand-contrast", tones.contrast),
        ("--brand-hover", tones.hover),
        ("--brand-edge", tones.edge),
        ("--brand-text", tones.text),
        ("--brand-soft", tones.soft),
    ):
        assert f"{name}: {value};" in block


@pytest.mark.parametrize(
    ("theme", "surfaces"), [("light", LIGHT_SURFACES), ("dark", DARK_SURFACES)]
)
@pytest.mark.parametrize(
    "token",
    [
        "--color-base-content",
        "--ink-2",
        "--ink-3",
        "--color-error",
        "--color-success",
        "--color-warning",
        "--color-info",
    ],
)
def test_every_text_colour_reads_on_every_surface(theme, surfaces, token):
    match = re.search(rf"{token}: (#\w+);", token_block(theme))
    assert match
    for ground in surfaces:
        assert contrast(match.group(1), ground) >= 4.5, ground


@pytest.mark.parametrize(
    ("theme", "surfaces"), [("light", LIGHT_SURFACES), ("dark", DARK_SURFACES)]
)
def test_the_outline_of_a_field_is_seen_on_every_surface(theme, surfaces):
    match = re.search(r"--line-strong: (#\w+);", token_block(theme))
    assert match
    for ground in surfaces:
        assert contrast(match.group(1), ground) >= 3, ground
