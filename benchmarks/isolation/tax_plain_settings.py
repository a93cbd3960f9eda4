"""Plain Django: the same settings with its own PostgreSQL backend and without tenancy."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "shared_apps.foundation",
    "shared_apps.identity",
]
MIDDLEWARE: list[str] = []
DATABASE_ROUTERS: list[str] = []
ROOT_URLCONF = "benchmarks.isolation.tax_urls"
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    # The very tables that Atrium reads, found in the way a single-tenant project finds them.
    "OPTIONS": {**DATABASES["default"]["OPTIONS"], "options": "-c search_path=w_probe000"},
}
