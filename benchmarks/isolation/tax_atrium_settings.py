"""Atrium, stripped to what tenancy adds: its backend, its router and its two middlewares."""

from config import settings
from config.settings import *  # noqa: F403

# allauth insists on a middleware of its own, which is no part of tenancy.
INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if not name.startswith("allauth")]
MIDDLEWARE = ["tenants.middleware.HostMiddleware", "tenants.middleware.MemberMiddleware"]
URLCONF_WORKSPACE = "benchmarks.isolation.tax_urls"
