"""Models and migrations agree, and no migration breaks what runs meanwhile."""

import pytest
from django.core.management import call_command

from tenants.context import shared_schema

pytestmark = pytest.mark.django_db


def test_every_change_of_a_model_has_its_migration():
    with shared_schema():
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_migration_of_ours_is_unsafe(capsys):
    call_command("lintmigrations")
    assert "Erroneous migrations: 0/" in capsys.readouterr().out
