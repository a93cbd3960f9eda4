"""Nothing that people write can run in another's browser."""

import re

import pytest

from tenant_apps.blog.writing.markdown import render_comment, render_post
from tenant_apps.blog.writing.sanitise import clean_comment, clean_post, safe_url

EVIL_ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "java\nscript:alert(1)", "java\x00script:alert(1)", "\x01javascript:alert(1)",
    "javascript\u200b:alert(1)", "vbscript:msgbox(1)", "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=", "file:///etc/passwd", "blob:https://x/1",
    "filesystem:http://x/1", "view-source:https://x", "ms-settings:", "intent://x#Intent;end",
    "\\\\evil.example\\share", "http:", "https:/\\/x", "feed:javascript:alert(1)",
)  # fmt: skip
GOOD_ADDRESSES = (
    "https://a.example/x?y=1#z", "HTTP://A.example", "mailto:a@b.example", "/blog/", "../up",
    "?page=2", "#part", "posts/a:b", "//cdn.example/x.png",
)  # fmt: skip
EVIL_MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>", "<math><mtext><script>alert(1)</script></mtext></math>",
    "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=x></object>", "<embed src=x>", "<form action=javascript:alert(1)><button>x",
    "<input autofocus onfocus=alert(1)>", "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6a;avascript&colon;alert(1)'>x</a>", "<a href='java&Tab;script:alert(1)'>x</a>",
    "<details open ontoggle=alert(1)>x", "<body onload=alert(1)>", "<style>*{color:red}</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//x>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>x</script></template>",
    "<!--><img src=x onerror=alert(1)>-->", "<a href=x target=_blank>x</a>",
    "<video src=x onerror=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>", "<p id=location>x</p>",
    "<table background=javascript:alert(1)>", "<a\u0000 href='javascript:alert(1)'>x</a>",
)  # fmt: skip
ALLOWED = re.compile(
    r"<(?:/?[a-z0-9]+|[a-z0-9]+(?: (?:href|src|cite|rel|alt|title|id|class|loading|decoding|"
    r'referrerpolicy|open|width|height|start)="[^"<>]*")+)>'
)


def harmless(html: str) -> None:
    """Fail where a tag has any attribute that is not on the list, or an address that runs."""
    assert ALLOWED.sub("", html).count("<") == 0, html
    assert not re.search(r"<(script|style|iframe|svg|math|object|embed|form|input|base|meta)", html)
    for address in re.findall(r'(?:href|src|cite)="([^"]*)"', html):
        assert safe_url(address.replace("&amp;", "&")) is not None, html
    for name in re.findall(r' id="([^"]*)"', html):
        assert name.startswith("c-"), html


@pytest.mark.parametrize("address", EVIL_ADDRESSES)
def test_an_address_that_could_run_is_dropped(address: str) -> None:
    assert safe_url(address) is None
    for html in (
        clean_post(f'<a href="{address}">x</a><img src="{address}">'),
        clean_comment(f'<a href="{address}">x</a>'),
        render_post(f"[x](<{address}>) ![x](<{address}>)"),
        render_comment(f"[x](<{address}>)"),
    ):
        assert "alert" not in "".join(re.findall(r'"([^"]*)"', html))
        harmless(html)


@pytest.mark.parametrize("address", GOOD_ADDRESSES)
def test_an_ordinary_address_stays(address: str) -> None:
    assert safe_url(address) == address


@pytest.mark.parametrize("markup", EVIL_MARKUP)
def test_markup_that_could_run_is_harmless_everywhere(markup: str) -> None:
    for html in (
        clean_post(markup),
        clean_comment(markup),
        render_post(markup),
        render_comment(markup),
    ):
        harmless(html)


def test_a_comments_links_vouch_for_nothing() -> None:
    html = render_comment("[here](https://a.example)")
    assert 'rel="nofollow ugc noopener noreferrer"' in html


def test_markdown_has_tables_footnotes_strikethrough_and_ids() -> None:
    html = render_post("# Top\n\n## Part\n\n~~no~~[^1]\n\n|a|\n|-|\n|b|\n\n[^1]: note\n\n## Part")
    for part in ("<table>", "<s>no</s>", 'class="footnotes"', 'id="c-part"', 'id="c-part-2"'):
        assert part in html
    assert "<h1" not in html


def test_pictures_load_late_and_tell_no_one() -> None:
    html = render_post("![A tree](/tree.jpg)")
    for part in ('loading="lazy"', 'referrerpolicy="no-referrer"', 'alt="A tree"'):
        assert part in html


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ["> ", "[", "*a ", "![[", "<div>", "- ", "`", "|a"])
def test_no_text_takes_for_ever(part: str) -> None:
    render_post(part * 20_000)
    render_comment((part * 20_000)[:20_000])
