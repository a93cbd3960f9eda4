"""The web process: pages and APIs."""

import os

from django.core.wsgi import get_wsgi_application

from config import observability

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
observability.start()
application = get_wsgi_application()
