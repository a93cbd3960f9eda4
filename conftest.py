"""Fixtures for every test, whichever folder it lives in."""

pytest_plugins = ["tests.fixtures"]
