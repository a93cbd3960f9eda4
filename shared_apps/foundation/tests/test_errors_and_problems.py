import json

import pytest

from shared_apps.foundation.errors import Conflict, Invalid, NotFound, SignInRequired, TooMany
from shared_apps.foundation.problems import CONTENT_TYPE, problem_of, problem_response


class SeatTaken(Conflict):
    code = "seats.taken"
    sentence = "Seat {seat} is taken."


def test_an_error_says_a_whole_sentence():
    error = SeatTaken(seat="B4")
    assert error.message == str(error) == "Seat B4 is taken."
    assert (error.code, error.status) == ("seats.taken", 409)


def test_a_forgotten_parameter_fails_at_once():
    with pytest.raises(KeyError):
        SeatTaken()


def test_a_problem_document_has_the_members_of_rfc_9457():
    assert problem_of(SeatTaken(seat="B4")) == {
        "type": "urn:atrium:problem:seats.taken",
        "title": "Conflict",
        "status": 409,
        "code": "seats.taken",
        "detail": "Seat B4 is taken.",
    }


def test_fields_are_told_where_there_are_any():
    document = problem_of(Invalid(fields={"name": ["Give a name."]}))
    assert document["fields"] == {"name": ["Give a name."]}


def test_the_response_carries_status_type_and_body():
    response = problem_response(NotFound())
    assert response.status_code == 404
    assert response["Content-Type"] == CONTENT_TYPE == "application/problem+json"
    assert json.loads(response.content)["code"] == "not_found"


def test_too_many_says_when_to_come_back():
    assert problem_response(TooMany(retry_after=30))["Retry-After"] == "30"


def test_an_unknown_caller_is_told_how_to_sign_in():
    assert problem_response(SignInRequired())["WWW-Authenticate"].startswith("Bearer")
