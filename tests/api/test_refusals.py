"""Whatever a program does wrong below /api/, the answer is a problem document."""

import pytest

from shared_apps.foundation.problems import CONTENT_TYPE

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/auth/token/"


def assert_problem(response, status, code=None):
    document = response.json()
    assert response.status_code == document["status"] == status, document
    assert response["Content-Type"] == CONTENT_TYPE
    assert {"type", "title", "detail", "code"} <= set(document)
    assert document["detail"].strip().endswith((".", "”"))
    if code:
        assert document["code"] == code


@pytest.mark.parametrize(
    "path",
    [
        "/api/", "/api/v1/", "/api/v2/auth/token/", "/api/v1/nosuch/", "/api/v1/auth/token",
        "/api/v1/auth/token/more", "/api/v1/openapi", "/api/%00", "/api/v1/../../etc/passwd",
        "/api/v1/" + "a" * 3000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_a_404_problem(anonymous_api, path, method):
    assert_problem(getattr(anonymous_api, method)(path), 404)


def test_an_unknown_address_on_the_public_site_is_a_404_problem(public_client):
    assert_problem(public_client.get("/api/v1/nosuch/"), 404)


def test_an_unknown_host_is_a_404_problem(client):
    assert_problem(client.get("/api/v1/", SERVER_NAME="nosuch.localhost"), 404, "unknown_host")


def test_a_method_that_is_not_there_is_a_405_problem(anonymous_api):
    response = anonymous_api.get(TOKEN)
    assert_problem(response, 405, "method_not_allowed")
    assert response["Allow"]


def test_a_method_that_does_not_exist_is_a_405_problem(anonymous_api):
    assert_problem(anonymous_api.generic("BREW", TOKEN), 405)


def test_a_wish_for_anything_but_json_is_a_406_problem(anonymous_api):
    response = anonymous_api.post(TOKEN, {}, "application/json", headers={"accept": "text/csv"})
    assert_problem(response, 406, "not_acceptable")


def test_a_body_that_is_not_json_is_a_415_problem(anonymous_api):
    assert_problem(anonymous_api.post(TOKEN, "<a/>", "application/xml"), 415)


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "",
        "null",
        "[]",
        "3",
        '"x"',
        '{"email": {}}',
        '{"email": ' + "[" * 5000,
        "\ud800",
        "\x00",
    ],
)
def test_a_body_that_makes_no_sense_is_a_400_problem(anonymous_api, body):
    sent = body.encode("utf-8", "surrogatepass")
    assert_problem(anonymous_api.generic("POST", TOKEN, sent, "application/json"), 400)


def test_fields_are_named_with_their_reasons(anonymous_api):
    response = anonymous_api.post(TOKEN, {"email": "nonsense"}, "application/json")
    assert_problem(response, 400, "invalid")
    assert set(response.json()["fields"]) == {"email", "password"}


def test_a_body_over_the_limit_is_refused(anonymous_api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = {"email": "a@example.com", "password": "x" * 2000}
    assert_problem(anonymous_api.post(TOKEN, body, "application/json"), 413)


def test_a_token_that_means_nothing_is_a_401_problem(anonymous_api):
    for value in ("Bearer x", "Bearer", "Bearer a.b.c", "Bearer a b"):
        response = anonymous_api.get("/api/v1/workspace/", headers={"authorization": value})
        assert_problem(response, 401)
        assert response["WWW-Authenticate"].startswith("Bearer")
