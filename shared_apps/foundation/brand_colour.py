"""One hex colour in, a readable palette for light and dark out.

A workspace picks any colour. Everything painted with it must still be legible, so the palette keeps
the picked colour where that is safe and moves only its lightness (in OKLab, so the hue stays)
where it is not. Contrast is WCAG 2.2's ratio: 1 (none) to 21 (black on white).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

Rgb = tuple[float, float, float]
"""Gamma-encoded sRGB, each channel 0.0 to 1.0."""

TEXT_CONTRAST = 4.5
# Light letters on dark grounds look thinner than they measure, so they get more than they must.
DARK_TEXT_CONTRAST = 6.0
SHAPE_CONTRAST = 3.0

# The lightest and darkest grounds brand text stands on, from assets/css/tokens.css. A test there
# and here keeps the two files equal.
LIGHT_SURFACES = ("#ffffff", "#f7f6f3", "#efede8")
DARK_SURFACES = ("#1d1c1a", "#151413", "#292825")

DEFAULT_BRAND = "#1c5d4f"

_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class NotAColour(ValueError):
    """The text is not #rgb or #rrggbb."""


@dataclass(frozen=True)
class Tones:
    """What one theme needs of the brand; every value is ``#rrggbb``.

    ``fill`` is the ground of a primary button and ``contrast`` the text on it (>= 4.5:1),
    ``hover`` the same ground under the pointer; ``edge`` outlines the fill (>= 3:1 against every
    surface); ``text`` is the brand as link text (>= 4.5:1 on every surface and on ``soft``);
    ``soft`` is a faint ground.
    """

    fill: str
    contrast: str
    hover: str
    edge: str
    text: str
    soft: str


@dataclass(frozen=True)
class Palette:
    """Both themes' tones."""

    light: Tones
    dark: Tones


def is_colour(text: str) -> bool:
    """Return whether the text is ``#rgb`` or ``#rrggbb``."""
    return _HEX.fullmatch(text.strip()) is not None


def parse_hex(text: str) -> Rgb:
    """Read ``#rgb`` or ``#rrggbb``; raises NotAColour for anything else."""
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise NotAColour(f"{text!r} is not a colour. Write it like #1c5d4f.")
    digits = match.group(1)
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def to_hex(rgb: Rgb) -> str:
    """Return ``#rrggbb``; channels outside 0 to 1 are clipped."""
    return "#" + "".join(f"{round(min(1.0, max(0.0, channel)) * 255):02x}" for channel in rgb)


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two hex colours, 1.0 to 21.0."""
    lighter, darker = sorted(
        (_luminance(parse_hex(one)), _luminance(parse_hex(other))), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=1024)
def palette(brand: str) -> Palette:
    """Derive both themes' tones from one hex colour; raises NotAColour."""
    base = to_hex(parse_hex(brand))
    return Palette(light=_light_tones(base), dark=_dark_tones(base))


def _light_tones(base: str) -> Tones:
    soft = mix(base, LIGHT_SURFACES[0], 0.10)
    on_fill = _text_on(base)
    return Tones(
        fill=base,
        contrast=on_fill,
        hover=_hover(base, on_fill),
        edge=_move(base, -1, lambda tone: _clears(tone, LIGHT_SURFACES, SHAPE_CONTRAST)),
        text=_move(base, -1, lambda tone: _clears(tone, (*LIGHT_SURFACES, soft), TEXT_CONTRAST)),
        soft=soft,
    )


def _dark_tones(base: str) -> Tones:
    soft = mix(base, DARK_SURFACES[0], 0.18)
    # A dark brand on a dark page is a hole, not a button: lift it until its shape is seen.
    fill = _move(base, 1, lambda tone: _clears(tone, DARK_SURFACES, SHAPE_CONTRAST))
    on_fill = _text_on(fill)
    return Tones(
        fill=fill,
        contrast=on_fill,
        hover=_hover(fill, on_fill),
        edge=fill,
        text=_move(base, 1, lambda tone: _clears(tone, (*DARK_SURFACES, soft), DARK_TEXT_CONTRAST)),
        soft=soft,
    )


def _text_on(ground: str) -> str:
    """White where it reads, otherwise black: one of the two always has at least 4.58:1."""
    return "#ffffff" if contrast("#ffffff", ground) >= TEXT_CONTRAST else "#000000"


def _hover(fill: str, on_fill: str) -> str:
    # Move away from the text's own lightness, so that the contrast can only grow.
    lightness, green_red, blue_yellow = _to_oklab(parse_hex(fill))
    step = 0.045 if on_fill == "#000000" else -0.045
    return to_hex(_from_oklab((min(1.0, max(0.0, lightness + step)), green_red, blue_yellow)))


def _clears(tone: str, grounds: tuple[str, ...], ratio: float) -> bool:
    return all(contrast(tone, ground) >= ratio for ground in grounds)


def _move(base: str, direction: int, good: Callable[[str], bool]) -> str:
    """Change lightness in steps of 1 % until ``good``; chroma shrinks towards black and white."""
    start, green_red, blue_yellow = _to_oklab(parse_hex(base))
    for step in range(101):
        lightness = start + direction * step / 100
        if not 0 <= lightness <= 1:
            break
        room = min(1.0, 4 * (1 - lightness if direction > 0 else lightness))
        scale = 1.0 if step == 0 else room
        tone = to_hex(_from_oklab((lightness, green_red * scale, blue_yellow * scale)))
        if good(tone):
            return tone
    return "#ffffff" if direction > 0 else "#000000"


def mix(one: str, other: str, share: float) -> str:
    """Blend ``share`` (0 to 1) of the first colour into the second, in OKLab."""
    first, second = _to_oklab(parse_hex(one)), _to_oklab(parse_hex(other))
    lightness, green_red, blue_yellow = (
        a * share + b * (1 - share) for a, b in zip(first, second, strict=True)
    )
    return to_hex(_from_oklab((lightness, green_red, blue_yellow)))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(channel) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_oklab(rgb: Rgb) -> Rgb:
    # Matrices from Björn Ottosson's definition of OKLab (2020), which CSS Color 4 uses too.
    red, green, blue = (_linear(channel) for channel in rgb)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lab: Rgb) -> Rgb:
    lightness, green_red, blue_yellow = lab
    long = (lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    medium = (lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    return (
        _encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


@lru_cache(maxsize=1024)
def stylesheet(brand: str) -> str:
    """Return CSS that sets the brand's variables for both themes; raises NotAColour.

    Only computed hex colours go in, so it is safe to put into a page.
    """
    both = palette(brand)
    light, dark = _declarations(both.light), _declarations(both.dark)
    return (
        f":root{{{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme]){{{dark}}}}}"
        f":root[data-theme=dark]{{{dark}}}"
    )


def _declarations(tones: Tones) -> str:
    return (
        f"--brand:{tones.fill};--brand-contrast:{tones.contrast};--brand-hover:{tones.hover};"
        f"--brand-edge:{tones.edge};--brand-text:{tones.text};--brand-soft:{tones.soft};"
    )
