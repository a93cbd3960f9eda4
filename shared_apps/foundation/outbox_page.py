"""What the installation has mailed, for people who develop it: /_outbox/.

Reads the files that Django's file e-mail backend writes into settings.OUTBOX_DIR. There is
nothing at this address in production.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from .errors import NotFound

# Between two messages of one file (django.core.mail.backends.console).
DIVIDER = re.compile(rb"^-{79}\n", re.MULTILINE)
LINK = re.compile(r"https?://[^\s<>\"]+")
MOST_FILES = 200
# A mail's HTML carries its styles on the elements and runs nothing.
FRAME_POLICY = {
    "frame-ancestors": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "script-src": ["'none'"],
}


@dataclass(frozen=True)
class Mail:
    """One message. `key` names its file and its place in it."""

    key: str
    sender: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str


def outbox_files() -> list[Path]:
    """Return the newest files of the outbox, newest first."""
    folder = Path(settings.OUTBOX_DIR)
    files = list(folder.glob("*.log")) if folder.is_dir() else []
    return sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True)[:MOST_FILES]


def mails() -> Iterator[Mail]:
    """Yield the mails, newest first."""
    for path in outbox_files():
        parts = [part for part in DIVIDER.split(path.read_bytes()) if part.strip()]
        for number in reversed(range(len(parts))):
            yield _mail(f"{path.stem}.{number}", parts[number], path)


def _mail(key: str, raw: bytes, path: Path) -> Mail:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Mail(
        key=key,
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=written,
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def with_links(text: str) -> SafeString:
    """Return plain text as HTML, its addresses as links."""
    pieces, at = [], 0
    for found in LINK.finditer(text):
        pieces.append(format_html("{}", text[at : found.start()]))
        pieces.append(format_html('<a class="link" href="{0}">{0}</a>', found[0]))
        at = found.end()
    pieces.append(format_html("{}", text[at:]))
    return SafeString("".join(pieces))


def _only_while_developing() -> None:
    if settings.ATRIUM_ENV not in {"development", "test"}:
        raise NotFound


def _found(key: str) -> Mail:
    mail = next((mail for mail in mails() if mail.key == key), None)
    if mail is None:
        raise NotFound
    return mail


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The mails and, with `?mail=`, one of them."""
    _only_while_developing()
    found = list(mails())
    chosen = request.GET.get("mail")
    mail = _found(chosen) if chosen else (found[0] if found else None)
    context = {"mails": found, "mail": mail, "text": with_links(mail.text) if mail else ""}
    return render(request, "outbox/index.html", context)


@never_cache
@require_safe
@xframe_options_sameorigin
def outbox_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part of one mail, for the frame that shows it: no script runs there."""
    _only_while_developing()
    html = _found(key).html.replace("<head>", '<head><base target="_top">', 1)
    response = HttpResponse(html)
    response._csp_replace = FRAME_POLICY  # type: ignore[attr-defined]  # noqa: SLF001
    return response
