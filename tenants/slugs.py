"""The first label of a workspace's address: which ones may be had, and suggestions.

A slug is one DNS label (RFC 1123), narrower: it starts with a small letter, has single
dashes inside only, and at most 40 characters of the 63 that DNS allows, so that names
which hang below it still fit. Double dashes would allow "xn--" (RFC 5890).
"""

import re
import unicodedata
from collections.abc import Collection

from django.db.models import QuerySet

from .errors import BadSlug, SlugTaken
from .models import SLUG_PATTERN, Workspace

LEAST_LENGTH = 2
GREATEST_LENGTH = 40

# Names that software, mail or people would take for the installation's own.
RESERVED = frozenset(
    """
    about abuse account accounts admin administration administrator ads affiliate alpha
    analytics api apis app apps assets atrium auth autoconfig autodiscover backup beta billing
    blog board boards bot broadcasthost bugs cache calendar careers cdn changelog chat checkout
    client clients cloud code com community config console contact control courses cpanel
    customer customers dashboard data db debug demo-site dev developer developers dns doc docs
    documentation domain domains download downloads edge email error errors events example
    exchange external faq feed feedback feeds file files forum forums ftp gateway git go graphql
    grafana healthz help home host hostmaster hosting http https icons id identity image images
    imap inbound info internal intranet invite invoice invoices ipv4 ipv6 irc isatap issue issues
    it job jobs join kb lab labs ldap legal library license live local localdomain localhost log
    login logout logs mail mail1 mail2 mailer mailer-daemon manage management marketing media
    member members metrics mobile modules monitor monitoring movies mx mx1 mx2 my mysql net
    network new news newsletter nobody noc noreply no-reply ns ns1 ns2 ns3 ns4 null oauth
    office ops org origin outbox outbound owner partner partners password pay payment payments
    ping platform pop pop3 portal postgres postmaster press preview pricing prices privacy
    private prod production proxy public readyz redis register registration root rss sales
    sandbox search secure security server servers service services session sessions setup sftp
    shop sign-in sign-out sign-up signin signout signup site sitemap sites smtp soc social
    source spam sql ssh ssl ssladmin sslwebmaster staff stage staging static stats status store
    store-front stripe subscribe sub superuser support sys sysadmin system tasks team teams
    telnet temp tenant tenants terms test testing tls token tools tracking undefined unsubscribe
    update updates upload uploads usenet user users uucp v1 v2 valkey verify video videos vpn
    weather web webhook webhooks webmail webmaster welcome wiki workspace workspaces wpad ws
    www www1 www2 www3 your you
    """.split()
)

# Letters that Unicode does not decompose into a Latin one.
SPELLED_OUT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)


def shape_problem(slug: str) -> str | None:
    """Return a whole sentence on what is wrong with a slug's shape, or None."""
    if not slug:
        return "Choose an address."
    if not slug.isascii():
        return "Use the letters a to z without accents, digits and dashes only."
    if len(slug) > GREATEST_LENGTH:
        return f"Use at most {GREATEST_LENGTH} characters; this has {len(slug)}."
    if slug != slug.lower():
        return f"Use small letters only, as in “{slug.lower()}”."
    if len(slug) < LEAST_LENGTH:
        return f"Use at least {LEAST_LENGTH} characters."
    return None if re.fullmatch(SLUG_PATTERN, slug) else _pattern_problem(slug)


def _pattern_problem(slug: str) -> str:
    if slug.startswith("-") or slug.endswith("-") or "--" in slug:
        return "Put single dashes between letters or digits, not at an end and not two in a row."
    if slug[0].isdigit():
        return "Start with a letter."
    return "Use the letters a to z, digits and dashes only."


def check_slug(slug: str, *, keep: Workspace | None = None) -> None:
    """Raise BadSlug or SlugTaken unless the slug may be had now.

    `keep` is a workspace that may have it already. The unique index decides in the end.
    """
    if problem := shape_problem(slug):
        raise BadSlug(reason=problem, fields={"slug": [problem]})
    if slug in RESERVED or _others(keep).filter(slug=slug).exists():
        refusal = SlugTaken(slug=slug)
        refusal.fields = {"slug": [refusal.message]}
        raise refusal


def _others(keep: Workspace | None) -> QuerySet[Workspace]:
    rows = Workspace.objects.all()
    return rows.exclude(pk=keep.pk) if keep else rows


def spell(name: str) -> str:
    """Return a name written as a slug, or "" where nothing of it can be (as for “北京”)."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(SPELLED_OUT))
    ascii_only = "".join(c for c in plain if c.isascii()).replace("'", "").replace("’", "")
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if words and words[0].isdigit():
        words = f"the-{words}"
    return words[:GREATEST_LENGTH].strip("-") if len(words) >= LEAST_LENGTH else ""


def suggest(name: str) -> str:
    """Return a free slug made from an organisation's name, or "" (one query)."""
    base = spell(name)
    if not base:
        return ""
    stem = base[: GREATEST_LENGTH - 3].rstrip("-")
    taken = set(Workspace.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return _first_free(base, stem, taken | RESERVED)


def _first_free(base: str, stem: str, taken: Collection[str]) -> str:
    candidates = [base, *(f"{stem}-{number}" for number in range(2, 100))]
    return next((each for each in candidates if each not in taken), "")
