"""Stock django-tenants over the very same migrations of the kernel and the lab module."""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
parts = urlsplit(os.environ["DATABASE_URL"])
SECRET_KEY = "only-for-a-measurement"
DATABASES = {
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port,
        # As in a web process that serves more than one request.
        "CONN_MAX_AGE": None,
    }
}
SHARED_APPS = [
    "django_tenants",
    "benchmarks.provisioning_stock.customers",
    "django.contrib.contenttypes",
    "django.contrib.auth",
]
TENANT_APPS = ["benchmarks.provisioning_stock.kernel", "benchmarks.provisioning_stock.lab"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL = "customers.Customer"
TENANT_DOMAIN_MODEL = "customers.Domain"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True

level = int(os.environ.get("LAB_LEVEL", "1"))
package = Path(tempfile.mkdtemp(prefix="atrium-stock-")) / "stock_lab_migrations"
package.mkdir()
(package / "__init__.py").touch()
for file in (ROOT / "tenants/tests/provisioning/lab/migrations").glob("0*.py"):
    if int(file.name[:4]) <= level:
        # Stock django-tenants looks for extensions in public, and its users are auth's.
        shutil.copy(file, package)
sys.path.insert(0, str(package.parent))
MIGRATION_MODULES = {
    "kernel": "tenant_apps.kernel.migrations",
    "lab": "stock_lab_migrations",
}
