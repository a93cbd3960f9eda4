"""What the tests of account pages share: forms, links in mails, comparable answers."""

import re
from typing import Any

from django.core import mail
from django.http import HttpResponse
from django.test import Client

from tests.fixtures import PASSWORD


def sign_in(client: Client, email: str = "ana@example.com", password: str = PASSWORD) -> Any:
    """Post the sign-in form."""
    return client.post("/account/login/", {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    """Return whether the client's session is somebody's."""
    return client.get("/account/email/").status_code == 200


def mailed_path(host: str, pattern: str = r"/account/\S+") -> str:
    """Return the path of the link in the last mail, after checking that it is on `host`."""
    body = str(mail.outbox[-1].body)
    found = re.search(rf"http://{re.escape(host)}:\d+({pattern})", body)
    assert found, body
    return found[1]


def scrubbed(answer: HttpResponse, *mentioned: str) -> tuple[int, str, tuple[str, ...]]:
    """Return status, body and header names without what differs at every request.

    That is nonces, CSRF tokens and the addresses that were typed in (`mentioned`).
    """
    body = answer.content.decode()
    for each in mentioned:
        body = body.replace(each, "…")
    body = re.sub(r'(nonce|content|value)="[\w+/=-]{16,}"', "", body)
    body = re.sub(r'"X-CSRFToken": ?"\w+"', "", body)
    return answer.status_code, body, tuple(sorted(answer.headers))
