"""allauth on our hosts: every page stands, and links belong to the host that sent them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver

from shared_apps.identity.models import RefreshFamily, User
from shared_apps.identity.verified_email import is_verified, mark_verified
from tenants.directory import directory
from tenants.models import Membership, Workspace
from tenants.people.account_urls import urlpatterns
from tests.fixtures import PASSWORD, host

from .account_site import is_signed_in, mailed_path, sign_in

ClientFor = Callable[..., Client]
NEW = "an entirely new passphrase"


def plain_paths(patterns: list[Any], prefix: str = "/account/") -> list[str]:
    """Return the addresses of all account pages that need no argument."""
    paths = []
    for each in patterns:
        if isinstance(each, URLResolver) and not each.pattern.regex.groups:
            paths += plain_paths(each.url_patterns, prefix + str(each.pattern))
        elif isinstance(each, URLPattern) and not each.pattern.regex.groups:
            paths.append(prefix + str(each.pattern))
    return paths


PATHS = plain_paths(urlpatterns)
OTHERWISE = {
    # These exist only once a second factor does.
    "/account/2fa/recovery-codes/": (200, 404),
    "/account/2fa/recovery-codes/download/": (200, 404),
    "/account/2fa/totp/deactivate/": (200, 404),
    # The page says that another service refused.
    "/account/3rdparty/login/error/": (401,),
}


@pytest.mark.parametrize("path", PATHS)
def test_every_account_page_stands(
    path: str, acorn: Workspace, ana: User, client_for: ClientFor, public_client: Client
) -> None:
    mark_verified(ana)
    clients = [
        client_for(acorn),
        client_for(acorn, ana),
        public_client,
        Client(SERVER_NAME=settings.ATRIUM_BASE_DOMAIN),
    ]
    clients[3].force_login(ana)
    for client in clients:
        answer = client.get(path, follow=True)
        assert answer.status_code in OTHERWISE.get(path, (200,))
        assert b"<c-" not in answer.content


def test_there_are_as_many_pages_as_we_think() -> None:
    assert len(PATHS) >= 28


def test_signing_in_and_out(acorn: Workspace, client_for: ClientFor) -> None:
    client = client_for(acorn)
    answer = sign_in(client, "Ana@Example.com")
    assert (answer.status_code, answer["Location"]) == (302, "/manage/")
    client.post("/account/logout/")
    assert not is_signed_in(client)


def test_the_way_on_stays_on_the_host(acorn: Workspace, client_for: ClientFor) -> None:
    for wanted, given in (
        ("/manage/members/", "/manage/members/"),
        ("https://evil.example/", "/manage/"),
        ("//evil.example", "/manage/"),
        ("http://birch.localhost/", "/manage/"),
    ):
        form = {"login": "ana@example.com", "password": PASSWORD, "next": wanted}
        assert client_for(acorn).post("/account/login/", form)["Location"] == given


def test_a_closed_account_looks_like_a_wrong_password(
    acorn: Workspace, ana: User, client_for: ClientFor
) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    client = client_for(acorn)
    assert sign_in(client).status_code == 200
    assert not is_signed_in(client)


def test_a_stranger_may_sign_in_and_sees_no_dashboard(
    acorn: Workspace, cem: User, client_for: ClientFor
) -> None:
    mark_verified(cem)
    client = client_for(acorn)
    assert sign_in(client, "cem@example.com")["Location"] == "/"
    assert client.get("/manage/").status_code == 403


def test_an_unverified_stranger_is_asked_to_read_their_mail(
    acorn: Workspace, cem: User, client_for: ClientFor
) -> None:
    client = client_for(acorn)
    assert sign_in(client, "cem@example.com")["Location"] == "/account/confirm-email/"
    assert not is_signed_in(client)
    path = mailed_path(host(acorn))
    assert client.post(path).status_code == 302
    assert is_verified(cem)
    assert sign_in(client, "cem@example.com")["Location"] == "/"


def ask_for_reset(client: Client, email: str = "ana@example.com") -> None:
    assert client.post("/account/password/reset/", {"email": email}).status_code == 302


def reset(client: Client, path: str, password: str = NEW) -> bool:
    """Follow a reset link and set a password; say whether that was possible."""
    page = client.get(path, follow=True)
    if "token_fail" in (page.context or {}) and page.context["token_fail"]:
        return False
    form = {"password1": password, "password2": password}
    return client.post(page.request["PATH_INFO"], form).status_code == 302


def test_a_reset_link_sets_a_password_once_and_proves_the_mailbox(
    acorn: Workspace, ana: User, client_for: ClientFor
) -> None:
    other = client_for(acorn, ana)
    client = client_for(acorn)
    ask_for_reset(client)
    path = mailed_path(host(acorn))
    assert reset(client, path)
    assert not reset(client_for(acorn), path, "yet another passphrase")
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert is_verified(ana)
    assert other.get("/manage/").status_code == 302
    assert sign_in(client, password=NEW).status_code == 302


def test_a_reset_link_of_acorn_is_refused_by_birch_and_by_the_public_site(
    acorn: Workspace, birch: Workspace, client_for: ClientFor, public_client: Client
) -> None:
    ask_for_reset(client_for(acorn))
    path = mailed_path(host(acorn))
    assert not reset(client_for(birch), path)
    assert not reset(public_client, path)
    assert reset(client_for(acorn), path)


def test_a_reset_link_of_the_public_site_is_refused_by_acorn(
    acorn: Workspace, client_for: ClientFor, public_client: Client
) -> None:
    ask_for_reset(public_client)
    path = mailed_path(settings.ATRIUM_BASE_DOMAIN)
    assert not reset(client_for(acorn), path)
    assert reset(public_client, path)


def test_a_reset_ends_refresh_families_everywhere(
    acorn: Workspace, ana: User, client_for: ClientFor
) -> None:
    body = {"email": "ana@example.com", "password": PASSWORD}
    client = client_for(acorn)
    client.post("/api/v1/auth/token/", body, content_type="application/json")
    ask_for_reset(client)
    assert reset(client, mailed_path(host(acorn)))
    assert RefreshFamily.objects.get(user=ana).revoked_at is not None


def test_links_never_repeat_a_port_that_the_host_header_made_up(acorn: Workspace) -> None:
    client = Client(SERVER_NAME=host(acorn), SERVER_PORT="6666")
    ask_for_reset(client)
    assert "6666" not in str(mail.outbox[-1].body)
    assert mail.outbox[-1].from_email.startswith("Acorn <")


def change_email(client: Client, email: str) -> Any:
    """Ask for another address, giving the password again as is wanted."""
    form = {"action_add": "", "email": email}
    answer = client.post("/account/email/", form)
    assert "reauthenticate" in answer["Location"]
    # The password given, allauth goes on with what was asked for.
    return client.post(answer["Location"], {"password": PASSWORD})


def test_the_address_changes_once_the_new_one_is_verified(
    acorn: Workspace, birch: Workspace, ana: User, client_for: ClientFor, public_client: Client
) -> None:
    mark_verified(ana)
    client = client_for(acorn)
    sign_in(client)
    assert change_email(client, "Ana.New@example.com").status_code == 302
    path = mailed_path(host(acorn))
    assert mail.outbox[-1].to == ["ana.new@example.com"]
    for foreign in (client_for(birch), public_client):
        assert foreign.post(path).status_code == 404
    ana.refresh_from_db()
    assert ana.email == "ana@example.com"
    assert client.post(path).status_code == 302
    ana.refresh_from_db()
    assert ana.email == "ana.new@example.com"
    assert sign_in(client_for(acorn), "ana.new@example.com").status_code == 302


def test_somebody_else_s_address_can_be_asked_for_but_never_taken(
    acorn: Workspace, ana: User, dee: User, client_for: ClientFor
) -> None:
    mark_verified(ana)
    client = client_for(acorn)
    sign_in(client)
    assert change_email(client, "dee@example.com").status_code == 302
    client.post(mailed_path(host(acorn)))
    ana.refresh_from_db()
    assert ana.email == "ana@example.com"


def let_customers_register(workspace: Workspace) -> None:
    workspace.settings = {"workspace": {"customers_may_register": True}}
    workspace.save()
    directory.clear()


REGISTER = {"name": "Kim", "email": "kim@example.com", "password1": NEW}


def test_registering_is_closed_unless_the_workspace_opens_it(
    acorn: Workspace, client_for: ClientFor, public_client: Client
) -> None:
    for client in (client_for(acorn), public_client):
        client.post("/account/signup/", REGISTER)
        assert not User.objects.filter(email="kim@example.com").exists()


def test_a_customer_registers_and_gets_in_after_reading_their_mail(
    acorn: Workspace, client_for: ClientFor
) -> None:
    let_customers_register(acorn)
    client = client_for(acorn)
    assert client.post("/account/signup/", REGISTER)["Location"] == "/account/confirm-email/"
    assert not is_signed_in(client)
    sign_in(client, "kim@example.com", NEW)
    assert not is_signed_in(client)
    client.post(mailed_path(host(acorn)))
    sign_in(client, "kim@example.com", NEW)
    assert is_signed_in(client)
    kim = User.objects.get(email="kim@example.com")
    assert kim.name == "Kim"
    assert Membership.objects.get(user=kim).role == "customer"
    assert client.get("/manage/").status_code == 403


def test_signing_in_where_customers_register_keeps_the_place_one_has(
    acorn: Workspace, ana: User, client_for: ClientFor
) -> None:
    let_customers_register(acorn)
    sign_in(client_for(acorn))
    assert Membership.objects.get(workspace=acorn, user=ana).role == "owner"


def test_the_public_site_lists_one_s_workspaces_and_hands_over(
    acorn: Workspace, birch: Workspace, ana: User, client_for: ClientFor, public_client: Client
) -> None:
    assert sign_in(public_client)["Location"] == "/workspaces/"
    page = public_client.get("/workspaces/")
    assert "Acorn" in page.content.decode()
    assert "Birch" not in page.content.decode()
    answer = public_client.post(f"/workspaces/{acorn.pk}/enter/")
    assert answer["Location"].startswith(f"http://{host(acorn)}:")
    path = answer["Location"].split(str(settings.ATRIUM_PUBLIC_PORT), 1)[1]
    client = client_for(acorn)
    assert client.get(path).status_code == 302
    assert client.get("/manage/").status_code == 200
    assert public_client.post(f"/workspaces/{birch.pk}/enter/").status_code == 404


def test_the_list_of_workspaces_asks_for_somebody(public_client: Client, acorn: Workspace) -> None:
    assert public_client.get("/workspaces/")["Location"].startswith("/account/login/")
    assert public_client.post(f"/workspaces/{acorn.pk}/enter/").status_code == 302
