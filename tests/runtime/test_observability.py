"""Sentry and OpenTelemetry are there when asked for, and not even imported otherwise."""

import os
import subprocess
import sys

import pytest

from config.supervisor.options import ROOT

START = (
    "import sys; from config import observability; observability.start();"
    "print([m for m in ('sentry_sdk', 'opentelemetry') if m in sys.modules])"
)


def start(**given: str) -> "subprocess.CompletedProcess[str]":
    surroundings = {"PATH": os.environ["PATH"], **given}
    command = [sys.executable, "-c", START]
    return subprocess.run(
        command, env=surroundings, capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_nothing_is_imported_unless_asked_for() -> None:
    found = start()
    assert (found.returncode, found.stdout.strip()) == (0, "[]")


@pytest.mark.parametrize(
    ("variable", "value", "package"),
    [
        ("SENTRY_DSN", "https://key@127.0.0.1/1", "sentry_sdk"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1", "opentelemetry"),
    ],
)
def test_what_is_asked_for_starts_or_says_what_to_install(
    variable: str, value: str, package: str
) -> None:
    found = start(**{variable: value})
    if found.returncode == 0:
        assert package in found.stdout
    else:
        assert f"{variable} is set, but {package}" in found.stderr
        assert "Install requirements/ops.txt" in found.stderr
