"""All that is worked out from a post's source when it is saved."""

from dataclasses import dataclass

from . import markdown, sanitise, text

MARKDOWN = "markdown"


@dataclass(frozen=True)
class Rendered:
    """A post's source, ready to be shown, counted and searched."""

    html: str
    text: str
    words: int
    lead_image: str


def render(source: str, source_format: str) -> Rendered:
    """Render and sanitise a post's source ("markdown" or "html")."""
    html = (
        markdown.render_post(source) if source_format == MARKDOWN else sanitise.clean_post(source)
    )
    words = text.plain(html)
    return Rendered(html, words, text.count_words(words), text.first_image(html))
