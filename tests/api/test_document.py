import pytest
from django.urls import reverse

from shared_apps.foundation.clock import now
from shared_apps.registry.discovery import modules
from tenants.directory import directory
from tenants.provisioning.actions import switch_off, switch_on

DOCUMENT = "/api/v1/openapi.json"
pytestmark = pytest.mark.django_db


def paths_below(document, slug):
    return [path for path in document["paths"] if path.startswith(f"/api/v1/{slug}/")]


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_the_document_is_openapi_3_1_and_names_the_workspace(anonymous_api, acorn):
    response = anonymous_api.get(DOCUMENT)
    document = response.json()
    assert response.status_code == 200
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "Acorn: API"
    assert document["servers"][0]["url"].startswith("http://acorn.localhost")


def test_the_document_lists_exactly_the_modules_that_are_on(anonymous_api, acorn, ana):
    with_api = [module for module in modules().values() if module.api]
    for module in with_api:
        switch_on(workspace=acorn, label=module.label, by=ana, at=now())
    directory.clear()
    before = anonymous_api.get(DOCUMENT).json()
    for module in with_api:
        assert paths_below(before, module.slug), f"{module.label} is on, but not described"
    for module in with_api:
        switch_off(workspace=acorn, label=module.label, by=ana, at=now())
    directory.clear()
    after = anonymous_api.get(DOCUMENT).json()
    for module in with_api:
        assert paths_below(after, module.slug) == []
    assert paths_below(after, "auth"), "the workspace's own API stays"


def test_every_operation_documents_its_refusals_as_problems(anonymous_api, acorn):
    document = anonymous_api.get(DOCUMENT).json()
    for name, operation in operations(document):
        refusals = {code: r for code, r in operation["responses"].items() if code.startswith("4")}
        assert {"400", "403", "404", "406"} <= set(refusals), name
        for code, response in refusals.items():
            assert list(response["content"]) == ["application/problem+json"], (name, code)
            assert response["description"], (name, code)


def test_every_operation_says_what_it_does_and_who_may(anonymous_api, acorn):
    document = anonymous_api.get(DOCUMENT).json()
    known = set(document["components"]["securitySchemes"])
    assert known == {"bearer", "session"}
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert sorted(ids) == sorted(set(ids))
    for name, operation in operations(document):
        assert operation.get("description") or operation.get("summary"), name
        for way in operation.get("security", []):
            assert set(way) <= known, name


def test_the_page_of_the_api_runs_no_foreign_and_no_unmarked_script(anonymous_api, acorn):
    response = anonymous_api.get(reverse("api_docs", urlconf="config.urls_workspace"))
    body = response.content.decode()
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'<script nonce="{nonce}">' in body
    assert "https://" not in body
    assert "swagger-ui-bundle.js" in body


def test_the_public_site_has_no_workspace_api(public_client, acorn):
    assert public_client.get(DOCUMENT).status_code == 404
