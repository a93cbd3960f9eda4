"""What machines on this machine ask: health, metrics, and the front door's own question.

Answers on the host 127.0.0.1 only, so it needs no workspace, no session and no database.
"""

from django.urls import URLPattern, URLResolver, path

from config.tls_permission import tls_permission
from shared_apps.foundation import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("-/tls-permission", tls_permission, name="tls_permission"),
]
