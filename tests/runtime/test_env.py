"""The environment's readers: they name the variable and say what is wrong with it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

NAME = "ATRIUM_TRIAL"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a setter of the trial variable."""
    return lambda value: monkeypatch.setenv(NAME, value)


def test_an_empty_variable_counts_as_not_set(given: Callable[[str], None]) -> None:
    given("  ")
    assert env.optional(NAME) is None
    assert env.text(NAME, "default") == "default"
    assert env.integer(NAME, 7) == 7
    assert env.boolean(NAME, default=True) is True


@pytest.mark.parametrize(
    ("value", "read", "sentence"),
    [
        ("maybe", lambda: env.boolean(NAME, default=False), "write true or false"),
        ("seven", lambda: env.integer(NAME, 1), "must be a whole number"),
        ("99", lambda: env.integer(NAME, 1, most=9), "must lie from 0 to 9"),
        ("-1", lambda: env.integer(NAME, 1), "must lie from 0"),
        ("blue", lambda: env.choice(NAME, ("red", "green"), "red"), "one of red, green"),
    ],
)
def test_nonsense_is_refused_by_name(
    value: str, read: Callable[[], Any], sentence: str, given: Callable[[str], None]
) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=sentence) as refused:
        read()
    assert NAME in str(refused.value)


def test_what_has_no_default_must_be_set() -> None:
    with pytest.raises(ImproperlyConfigured, match=f"Set {NAME}"):
        env.text(NAME)


@pytest.mark.parametrize("word", ["1", "true", "Yes", "ON"])
def test_words_for_yes(word: str, given: Callable[[str], None]) -> None:
    given(word)
    assert env.boolean(NAME, default=False) is True


def test_a_service_is_found_in_the_environment_before_the_file(
    tmp_path: Path, given: Callable[[str], None]
) -> None:
    file = tmp_path / "services.json"
    file.write_text(json.dumps({NAME.lower(): "redis://file/0"}))
    assert env.service_url(NAME, file) == "redis://file/0"
    given("redis://environment/0")
    assert env.service_url(NAME, file) == "redis://environment/0"


def test_without_service_and_without_file_it_says_what_to_do(tmp_path: Path) -> None:
    for file in (None, tmp_path / "none.json"):
        with pytest.raises(ImproperlyConfigured, match="make up"):
            env.service_url(NAME, file)


def test_a_database_url_is_taken_apart_with_its_escapes() -> None:
    assert env.database("postgres://ana:p%40ss@db.example:5433/atrium") == {
        "NAME": "atrium",
        "USER": "ana",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
    }


@pytest.mark.parametrize(
    "url", ["mysql://a/b", "postgres://host", "postgres://host:port/name", "nonsense"]
)
def test_a_database_url_of_another_shape_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database(url)


def test_the_queue_lies_beside_the_cache_never_in_it() -> None:
    assert env.beside("redis://:secret@host:6379/0") == "redis://:secret@host:6379/1"
    assert env.beside("redis://host") == "redis://host/1"
    with pytest.raises(ImproperlyConfigured, match="database number"):
        env.beside("redis://host/cache")
