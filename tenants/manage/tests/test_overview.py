"""The dashboard's first page, and what its pages cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shared_apps.identity.models import User
from tenants.models import Workspace

Browser = Callable[..., Client]


def test_the_overview_shows_figures_and_next_steps(
    client_for: Browser, acorn: Workspace, ana: User
) -> None:
    body = client_for(acorn, ana).get("/manage/").content.decode()
    assert "Next steps" in body
    assert "Make it look like yours" in body
    assert "Blog was switched on by Ana." in body


def test_staff_see_no_steps_that_they_cannot_take(
    client_for: Browser, acorn: Workspace, ben: User
) -> None:
    body = client_for(acorn, ben).get("/manage/").content.decode()
    assert "Next steps" not in body
    assert 'href="/manage/branding/"' not in body


def test_members_customers_and_strangers_stay_outside(
    client_for: Browser, acorn: Workspace, birch: Workspace, cem: User
) -> None:
    assert client_for(birch, cem).get("/manage/").status_code == 403
    assert client_for(acorn, cem).get("/manage/").status_code == 403
    assert "/account/login/" in client_for(acorn).get("/manage/")["Location"]


# The directory's three included, which a real process asks at most twice a second.
BUDGETS = {
    "/": 8,
    "/manage/": 16,
    "/manage/modules/": 9,
    "/manage/members/": 10,
    "/manage/invitations/": 9,
    "/manage/branding/": 9,
    "/manage/settings/": 8,
}


@pytest.mark.parametrize(("path", "most"), BUDGETS.items())
def test_a_page_keeps_to_its_number_of_queries(
    client_for: Browser,
    acorn: Workspace,
    ana: User,
    path: str,
    most: int,
    django_assert_max_num_queries: Any,
) -> None:
    client = client_for(acorn, ana)
    client.get(path)
    with django_assert_max_num_queries(most):
        assert client.get(path).status_code == 200
