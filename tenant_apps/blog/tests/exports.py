"""Exports made for tests, piece by piece."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old site</title><link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
FOOT = "</channel></rss>"


def item(
    number: int, *, kind: str = "post", guid: str | None = None, extra: str = "", **own: str
) -> str:
    """Return one item; `own` replaces WordPress's fields, `extra` is put in as it is."""
    fields = {
        "post_id": str(number),
        "post_date_gmt": "2020-05-01 10:00:00",
        "post_name": f"text-{number}",
        "status": "publish",
        "post_parent": "0",
        "post_type": kind,
        "post_password": "",
        "comment_status": "open",
        **{key: value for key, value in own.items() if key not in {"title", "content", "excerpt"}},
    }
    told = "".join(f"<wp:{key}><![CDATA[{value}]]></wp:{key}>" for key, value in fields.items())
    name = f"https://old.example/?p={number}" if guid is None else guid
    return (
        f"<item><title><![CDATA[{own.get('title', f'Text {number}')}]]></title>"
        f"<dc:creator>maria</dc:creator><guid>{name}</guid>"
        f"<content:encoded><![CDATA[{own.get('content', 'Some words.')}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[{own.get('excerpt', '')}]]></excerpt:encoded>"
        f"{told}{extra}</item>"
    )


def comment(
    number: int, *, parent: int = 0, approved: str = "1", kind: str = "", body: str = "Yes."
) -> str:
    """Return one comment of an item."""
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
        f"<wp:comment_author>Reader {number}</wp:comment_author>"
        f"<wp:comment_author_email>reader{number}@example.com</wp:comment_author_email>"
        f"<wp:comment_date_gmt>2020-05-02 10:00:{number % 60:02}</wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[{body}]]></wp:comment_content>"
        f"<wp:comment_approved>{approved}</wp:comment_approved>"
        f"<wp:comment_type>{kind}</wp:comment_type>"
        f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
    )


def category(slug: str, parent: str = "") -> str:
    """Return a category of the channel."""
    return (
        f"<wp:category><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent>"
        f"<wp:cat_name><![CDATA[{slug.title()}]]></wp:cat_name></wp:category>"
    )


def export(*pieces: str) -> bytes:
    """Return a whole export."""
    return (HEAD + "".join(pieces) + FOOT).encode()
