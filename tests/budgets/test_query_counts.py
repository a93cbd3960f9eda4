"""How many queries each page and endpoint takes, beside what was recorded.

Every GET route is asked twice: with one row in each list and with many. A list whose count
grows with its rows fails, and so does any count above `baseline.json`. After a change that
is meant, `pytest tests/budgets --record` writes the file; its difference is part of the change.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from shared_apps.identity.models import User
from tenants.context import use_workspace
from tenants.directory import directory
from tenants.models import Workspace
from tests.access.routes import Route, routes, samples
from tests.fixtures import host

from .rows import grow

BASELINE = Path(__file__).with_name("baseline.json")
FEW, MANY = 1, 7
Counts = dict[str, dict[str, int]]


@pytest.fixture
def known_directory(monkeypatch, acorn):
    """What the directory asks every half second is no part of any route."""
    monkeypatch.setattr("tenants.directory.STALE_AFTER_SECONDS", float("inf"))
    directory.refresh()


def browser(site: str, workspace: Workspace, user: User | None) -> Client:
    """Return a fresh browser on a workspace's host, or on the public site."""
    on_workspace = site == "workspace"
    name = host(workspace) if on_workspace else settings.ATRIUM_BASE_DOMAIN
    client = Client(SERVER_NAME=name, raise_request_exception=False)
    if user is not None and on_workspace:
        with use_workspace(workspace):
            client.force_login(user)
    elif user is not None:
        client.force_login(user)
    return client


def path_of(route: Route, urlconf: str, known: dict[str, Any]) -> str | None:
    """Return a path that leads to something, or None where nobody knows one."""
    if not route.name:
        return None
    try:
        return reverse(route.name, kwargs=known.get(route.name, {}), urlconf=urlconf)
    except NoReverseMatch:
        return None


def counted(client: Client, path: str) -> int | None:
    """Return the queries of the second visit; None where the page is not shown."""
    with transaction.atomic():
        shown = client.get(path).status_code == 200
        queries = CaptureQueriesContext(connection)
        with queries:
            answer = client.get(path)
            if answer.streaming:
                b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return len(queries) if shown else None


def measured(site: str, workspace: Workspace, owner: User, known: dict[str, Any]) -> Counts:
    """Return the counts of every GET route of one site, by route and person."""
    urlconf = getattr(settings, f"URLCONF_{site.upper()}")
    found: Counts = {}
    for route, path in reachable(urlconf, known):
        for person, user in (("visitor", None), ("owner", owner)):
            queries = counted(browser(site, workspace, user), path)
            if queries is not None:
                found.setdefault(f"{site} {route.name}", {})[person] = queries
    return found


def reachable(urlconf: str, known: dict[str, Any]) -> Iterator[tuple[Route, str]]:
    """Yield each named route once, with a path."""
    seen = set()
    for route in routes(urlconf):
        path = path_of(route, urlconf, known)
        if path is not None and path not in seen:
            seen.add(path)
            yield route, path


@pytest.fixture
def few_and_many(known_directory, acorn, ana) -> tuple[Counts, Counts]:
    """The counts with short lists and with long ones."""
    with use_workspace(acorn):
        known = samples(acorn)
    both = []
    for rows in (FEW, MANY):
        grow(acorn, rows)
        directory.refresh()
        both.append(
            {
                **measured("workspace", acorn, ana, known),
                **measured("public", acorn, ana, {}),
            }
        )
    return both[0], both[1]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_route_takes_more_queries_than_recorded_nor_more_with_more_rows(few_and_many, request):
    few, many = few_and_many
    assert len(many) > 40
    if request.config.getoption("--record", default=False):
        BASELINE.write_text(json.dumps(many, indent=1, sort_keys=True) + "\n")
    growing = {
        f"{route}, {person}": f"{few[route][person]} → {queries}"
        for route, people in many.items()
        for person, queries in people.items()
        if queries > few.get(route, {}).get(person, queries)
    }
    recorded: Counts = json.loads(BASELINE.read_text())
    over = {
        f"{route}, {person}": f"{recorded.get(route, {}).get(person, 'not recorded')} → {queries}"
        for route, people in many.items()
        for person, queries in people.items()
        if queries > recorded.get(route, {}).get(person, -1)
    }
    assert growing == {}
    assert over == {}
    assert sorted(set(recorded) - set(many)) == [], "recorded, but no longer there"
