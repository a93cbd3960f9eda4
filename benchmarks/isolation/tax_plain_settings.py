"""Plain Django: the same settings with its own PostgreSQL backend and without tenancy."""

from typing import Any, cast

from config import settings
from config.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "shared_apps.foundation",
    "shared_apps.identity",
]
MIDDLEWARE = []
DATABASE_ROUTERS = []
ROOT_URLCONF = "benchmarks.isolation.tax_urls"
_database = cast(dict[str, Any], settings.DATABASES["default"])
DATABASES = {
    "default": {
        **_database,
        "ENGINE": "django.db.backends.postgresql",
        # The very tables that Atrium reads, found as a single-tenant project finds them.
        "OPTIONS": {**_database["OPTIONS"], "options": "-c search_path=w_probe000"},
    }
}
