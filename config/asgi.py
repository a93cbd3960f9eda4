"""The live process: sockets only. Ordinary pages are WSGI (see docs/decisions.md)."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http = get_asgi_application()

from tenants.live import socket_application  # noqa: E402  (Django must be set up first)

application = ProtocolTypeRouter({"http": http, "websocket": socket_application()})
