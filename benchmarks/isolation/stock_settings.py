"""Stock django-tenants: its own backend, its search path set on the connection."""

import os

from config import env

SECRET_KEY = "only-for-this-benchmark"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "shared_apps.foundation",
    "shared_apps.identity",
]
DATABASES = {
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        **env.database(os.environ["DATABASE_URL"]),
        "CONN_MAX_AGE": None,
    }
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_MODEL = "tenants.Workspace"
TENANT_DOMAIN_MODEL = "tenants.Domain"
SHARED_APPS = INSTALLED_APPS
TENANT_APPS: list[str] = []
PUBLIC_SCHEMA_NAME = "public"
AUTH_USER_MODEL = "identity.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CELERY_APP = "config.celery.app"
USE_TZ = True
