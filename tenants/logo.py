"""Makes a safe logo of whatever was uploaded, by decoding it and drawing it anew.

Nothing of the uploaded bytes is kept: no metadata, no second file hidden behind the first.
"""

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from shared_apps.foundation.errors import Invalid, TooLarge

MOST_BYTES = 2 * 1024 * 1024
LEAST_SIDE = 16
GREATEST_SIDE = 4096
DRAWN_WIDTH, DRAWN_HEIGHT = 512, 256
FORMATS = ("PNG", "JPEG", "WEBP")


class BadLogo(Invalid):
    """The file is not a picture that can be a logo."""

    code = "workspace.bad_logo"
    sentence = "{reason}"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason, fields={"logo": [reason]})


class LogoTooLarge(TooLarge):
    """The file has more bytes than a logo needs."""

    code = "workspace.logo_too_large"
    sentence = "A logo may have up to {limit}."

    def __init__(self) -> None:
        limit = f"{MOST_BYTES // 2**20} MB"
        super().__init__(limit=limit, fields={"logo": [f"A logo may have up to {limit}."]})


@dataclass(frozen=True)
class Picture:
    """A finished picture. `extension` has no dot."""

    data: bytes
    extension: str


def redraw(file: BinaryIO) -> Picture:
    """Return the picture as PNG, at most 512 by 256 pixels; raise BadLogo or LogoTooLarge."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise LogoTooLarge
    picture = _decode(data)
    picture.thumbnail((DRAWN_WIDTH, DRAWN_HEIGHT), Image.Resampling.LANCZOS)
    drawn = io.BytesIO()
    picture.save(drawn, "PNG", optimize=True)
    return Picture(drawn.getvalue(), "png")


def _decode(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # A picture that would take gigabytes once unpacked only warns by default.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_sides(opened)
            turned = ImageOps.exif_transpose(opened)
            return turned.convert("RGBA")
    except BadLogo:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadLogo(_too_many_pixels()) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise BadLogo("This is not a PNG, JPEG or WebP picture that can be opened.") from None


def _check_sides(picture: Image.Image) -> None:
    if max(picture.size) > GREATEST_SIDE:
        raise BadLogo(_too_many_pixels())
    if min(picture.size) < LEAST_SIDE:
        raise BadLogo(f"The picture must be at least {LEAST_SIDE} pixels wide and high.")


def _too_many_pixels() -> str:
    return f"The picture may be at most {GREATEST_SIDE} pixels wide and high."
