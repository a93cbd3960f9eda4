"""WordPress's shortcodes: those of its core become HTML, known others go, brackets else stay.

The scanner never looks for the same closing mark twice in vain, so a text full of opening
marks takes no longer than any other.
"""

import re
from collections.abc import Callable, Sequence
from html import escape

Pictures = Callable[[Sequence[str]], Sequence[str]]

MEDIA = {"audio", "video", "playlist", "embed", "youtube", "vimeo", "wpvideo", "soundcloud",
         "tweet", "instagram", "dailymotion", "slideshare", "googlemaps", "gist", "ted",
         "wordpress_video", "videopress"}  # fmt: skip
GONE = {"contact-form", "contact-field", "contact-form-7", "polldaddy", "poll", "archives",
        "recent_posts", "blogroll", "sitemap", "subscribe", "jetpack_subscription_form",
        "slideshow", "portfolio", "testimonials", "googleapps", "ninja_form", "gravityform",
        "gravityforms", "wpforms", "mailchimp", "woocommerce_cart", "woocommerce_checkout",
        "vc_row", "vc_column", "vc_column_text", "et_pb_section", "et_pb_row", "et_pb_column",
        "et_pb_text", "su_button", "recipe", "display-posts"}  # fmt: skip
CAPTIONS = {"caption", "wp_caption"}
PAIRED = CAPTIONS | {"embed", "video", "audio", "playlist", "contact-form"}
NAMES = "|".join(
    sorted(map(re.escape, MEDIA | GONE | CAPTIONS | {"gallery"}), key=len, reverse=True)
)
OPENING = re.compile(rf"\[(\[?)/?({NAMES})(?=[\s\]/=])([^\[\]]*)\](\]?)", re.I)
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
URL = re.compile(r"https?://[^\s\"'<>\[\]]+")
IMAGE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.I)
ALIGNMENTS = {"alignleft", "alignright", "aligncenter"}


def replace_shortcodes(text: str, pictures: Pictures) -> tuple[str, set[str]]:
    """Return the text without shortcodes, and the names of those that could not be kept."""
    parts: list[str] = []
    lost: set[str] = set()
    hopeless: set[str] = set()
    here = 0
    while found := OPENING.search(text, here):
        parts.append(text[here : found.start()])
        name, attributes = found.group(2).lower(), found.group(3)
        if found.group(1) and found.group(4):
            # Doubled brackets are how authors write about shortcodes.
            parts.append(found.group(0)[1:-1])
            here = found.end()
            continue
        inner, here = _inner(text, found.end(), name, hopeless)
        html = "" if found.group(0)[1] == "/" else _html(name, attributes, inner, pictures)
        if html is None:
            lost.add(name)
        parts.append(html or "")
    parts.append(text[here:])
    return "".join(parts), lost


def _inner(text: str, start: int, name: str, hopeless: set[str]) -> tuple[str, int]:
    """Return what stands up to the closing mark and where it ends; ("", start) without one."""
    if name not in PAIRED or name in hopeless:
        return "", start
    closing = f"[/{name}]"
    end = text.find(closing, start)
    if end < 0:
        hopeless.add(name)
        return "", start
    return text[start:end], end + len(closing)


def _html(name: str, attributes: str, inner: str, pictures: Pictures) -> str | None:
    if name in CAPTIONS:
        return _figure(attributes, inner)
    if name == "gallery":
        return _gallery(attributes, pictures)
    if name in MEDIA:
        url = URL.search(inner) or URL.search(attributes)
        address = escape(url.group(0)) if url else ""
        return f'\n\n<p><a href="{address}">{address}</a></p>\n\n' if address else None
    return None


def _attributes(text: str) -> dict[str, str]:
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in ATTRIBUTE.finditer(text)}


def _figure(attributes: str, inner: str) -> str:
    known = _attributes(attributes)
    image = IMAGE.search(inner)
    picture = image.group(0) if image else ""
    words = known.get("caption", "") or IMAGE.sub("", inner, count=1).strip()
    align = known.get("align", "")
    side = f' class="{align}"' if align in ALIGNMENTS else ""
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return f"\n\n<figure{side}>{picture}{caption}</figure>\n\n"


def _gallery(attributes: str, pictures: Pictures) -> str | None:
    ids = [each.strip() for each in _attributes(attributes).get("ids", "").split(",")]
    addresses = pictures([each for each in ids if each])
    if not addresses:
        return None
    images = "".join(f'<img src="{escape(address)}" alt="">' for address in addresses)
    return f'\n\n<figure class="gallery">{images}</figure>\n\n'
