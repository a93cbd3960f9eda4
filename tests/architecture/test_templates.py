"""Templates show what they are given: no queries, no inline code, no long pages."""

import re

import pytest

from .source import named, templates

LONGEST = 80
# Comments speak about code; they do not run.
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
# `.all` of a prefetched relation is fine; tests/budgets sees the one that is not prefetched.
QUERY = re.compile(
    r"\.(objects|filter|exclude|order_by|values_list|exists|latest|aggregate)\b(?!\()"
)
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.DOTALL)
STYLE = re.compile(r"<(?!c-)[^>]*\sstyle\s*=", re.DOTALL)
SCRIPT = re.compile(r"<script(?![^>]*\b(nonce=|src=|type=\"application/))", re.DOTALL)
FOREIGN = re.compile(r"<(script|link|img|iframe)[^>]*=\s*[\"'](https?:)?//", re.DOTALL)
JAVASCRIPT = re.compile(r"[\"']\s*javascript:", re.IGNORECASE)


def matching(pattern):
    """Return the pages that hold the pattern. Mail has no policy and needs inline styles."""
    found = {
        named(path): match.group(0)[:80]
        for path in templates()
        if (match := pattern.search(COMMENT.sub("", path.read_text())))
    }
    return {name: text for name, text in found.items() if "/email" not in name}


def test_no_template_is_over_80_lines():
    long = {named(p): n for p in templates() if (n := p.read_text().count("\n")) > LONGEST}
    assert long == {}


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a query", QUERY),
        ("an inline handler", HANDLER),
        ("an inline style", STYLE),
        ("a script without nonce", SCRIPT),
        ("a javascript: address", JAVASCRIPT),
        ("something of another origin", FOREIGN),
    ],
)
def test_no_template_holds(what, pattern):
    assert matching(pattern) == {}, what


def test_the_patterns_see_what_they_look_for():
    assert QUERY.search("{% for post in blog.posts.filter %}")
    assert QUERY.search("{{ Post.objects.all }}")
    assert HANDLER.search('<a class="x" onclick="go()">')
    assert STYLE.search('<p style="color: red">')
    assert SCRIPT.search("<script>go()</script>")
    assert not SCRIPT.search('<script nonce="{{ nonce }}">')
    assert JAVASCRIPT.search('<a href=" javascript:go()">')
    assert FOREIGN.search('<img src="//example.com/x.png">')
