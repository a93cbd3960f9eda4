"""The project's settings with one module, `lab`, whose code is at level LAB_LEVEL.

Level 3 means: the migrations 0001 to 0003 exist. So one process can be the old code and
the next one the new. LAB_LEVEL may name an extra migration too, as in "3+0090_fails".
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from shared_apps.registry import discovery

discovery.module_app_names = lambda: ["tenants.tests.provisioning.lab.module"]

from config.settings import *  # noqa: E402, F403
from config.settings import SHARED_APPS, TENANT_APPS  # noqa: E402

# What provisioning does not need would only slow the start of many short processes down.
NEEDED = {"tenants", "django_tenants", "django.contrib.auth", "django.contrib.contenttypes"}
SHARED_APPS = [app for app in SHARED_APPS if app in NEEDED or app.startswith("shared_apps.")]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
WORKSPACE_APP_LABELS = frozenset({"kernel", "lab"})
ROOT_URLCONF = "config.urls_operations"

number, _, extra = os.environ.get("LAB_LEVEL", "1").partition("+")
here = Path(__file__).parent / "migrations"
package = Path(tempfile.mkdtemp(prefix="atrium-lab-")) / "lab_migrations"
package.mkdir()
(package / "__init__.py").touch()
for file in sorted(here.glob("0*.py")):
    if int(file.name[:4]) <= int(number) or file.stem in extra.split("+"):
        shutil.copy(file, package)
sys.path.insert(0, str(package.parent))
sys.dont_write_bytecode = True
MIGRATION_MODULES = {"lab": "lab_migrations"}
CELERY_BROKER_URL = "memory://"
