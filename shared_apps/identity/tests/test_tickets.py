"""Tickets carry a sign-in from the public host to one workspace, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from shared_apps.foundation.clock import now
from shared_apps.identity.models import SignInTicket, User
from shared_apps.identity.tickets import TicketRefused, issue_ticket, redeem_ticket
from tenants.models import Workspace


def test_a_ticket_signs_its_person_in_once(acorn: Workspace, ana: User) -> None:
    at = now()
    token = issue_ticket(ana, acorn.ref, at)
    assert redeem_ticket(token, acorn.ref, at) == ana
    with pytest.raises(TicketRefused):
        redeem_ticket(token, acorn.ref, at)


def test_a_ticket_of_acorn_is_refused_by_birch_and_still_good_at_home(
    acorn: Workspace, birch: Workspace, ana: User
) -> None:
    at = now()
    token = issue_ticket(ana, acorn.ref, at)
    with pytest.raises(TicketRefused):
        redeem_ticket(token, birch.ref, at)
    assert redeem_ticket(token, acorn.ref, at) == ana


def test_a_ticket_lasts_a_minute(acorn: Workspace, ana: User) -> None:
    at = now()
    token = issue_ticket(ana, acorn.ref, at)
    with pytest.raises(TicketRefused):
        redeem_ticket(token, acorn.ref, at + timedelta(seconds=61))


def test_a_ticket_of_an_earlier_life_of_the_workspace_is_refused(
    acorn: Workspace, ana: User
) -> None:
    at = now()
    token = issue_ticket(ana, acorn.ref, at)
    acorn.generation += 1
    with pytest.raises(TicketRefused):
        redeem_ticket(token, acorn.ref, at)


def test_only_the_hash_of_a_ticket_is_kept(acorn: Workspace, ana: User) -> None:
    token = issue_ticket(ana, acorn.ref, now())
    row = SignInTicket.objects.get()
    assert token not in [str(value) for value in vars(row).values()]


def test_the_welcome_page_opens_a_session_and_leaks_no_ticket(
    acorn: Workspace, ana: User, client_for: Callable[..., Client]
) -> None:
    client = client_for(acorn)
    token = issue_ticket(ana, acorn.ref, now())
    answer = client.get("/welcome/", {"ticket": token, "next": "/manage/members/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/manage/members/"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/manage/").status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_the_welcome_page_never_leads_away_from_its_host(
    target: str, acorn: Workspace, ana: User, client_for: Callable[..., Client]
) -> None:
    token = issue_ticket(ana, acorn.ref, now())
    answer = client_for(acorn).get("/welcome/", {"ticket": token, "next": target})
    assert answer["Location"] == "/manage/"


def test_signing_in_by_ticket_changes_the_session_key(
    acorn: Workspace, ana: User, client_for: Callable[..., Client]
) -> None:
    client = client_for(acorn)
    client.get("/account/login/")
    client.cookies["session"] = "a" * 32
    client.get("/welcome/", {"ticket": issue_ticket(ana, acorn.ref, now())})
    assert client.cookies["session"].value != "a" * 32


def test_a_bad_ticket_is_a_clear_403(acorn: Workspace, client_for: Callable[..., Client]) -> None:
    answer = client_for(acorn).get("/welcome/", {"ticket": "nonsense"})
    assert answer.status_code == 403
    assert b"sign-in link" in answer.content
