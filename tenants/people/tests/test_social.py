"""Sign-in by other services appears once it is configured, and by halves not at all."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from config.social import social_apps, social_providers
from tenants.people.social_adapter import SocialAdapter

PREFIX = "ATRIUM_SOCIAL_"


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start without any of the variables."""
    for name in ("GOOGLE", "MICROSOFT", "GITHUB", "OIDC"):
        for part in ("ID", "SECRET", "URL", "NAME"):
            monkeypatch.delenv(f"{PREFIX}{name}_{part}", raising=False)


def configure(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(PREFIX + name, value)


def test_nothing_is_offered_by_default() -> None:
    assert social_apps() == []


def test_each_service_needs_its_id_and_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(monkeypatch, GOOGLE_ID="id")
    with pytest.raises(ImproperlyConfigured, match="ATRIUM_SOCIAL_GOOGLE_SECRET"):
        social_providers()
    configure(monkeypatch, GOOGLE_SECRET="secret")
    assert social_apps() == ["allauth.socialaccount.providers.google"]
    assert social_providers()["google"]["APPS"][0]["client_id"] == "id"


def test_any_openid_connect_provider_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(monkeypatch, OIDC_ID="id", OIDC_SECRET="secret")
    with pytest.raises(ImproperlyConfigured, match="ATRIUM_SOCIAL_OIDC_URL"):
        social_providers()
    configure(monkeypatch, OIDC_URL="https://id.example/", OIDC_NAME="Example")
    app = social_providers()["openid_connect"]["APPS"][0]
    assert app["name"] == "Example"
    assert app["settings"] == {"server_url": "https://id.example/"}


def test_workspaces_offer_services_only_where_so_configured(
    settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = ["a service"]
    parent = "allauth.socialaccount.adapter.DefaultSocialAccountAdapter.list_providers"
    monkeypatch.setattr(parent, lambda self, request: offered)
    public = RequestFactory().get("/")
    workspace = RequestFactory().get("/")
    workspace.workspace = object()  # type: ignore[attr-defined]
    adapter = SocialAdapter()
    assert adapter.list_providers(public) == offered
    assert adapter.list_providers(workspace) == []
    settings.ATRIUM_SOCIAL_ON_WORKSPACES = True  # type: ignore[attr-defined]
    assert adapter.list_providers(workspace) == offered
