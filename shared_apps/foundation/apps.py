from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string


class FoundationConfig(AppConfig):
    """The floor under all floors: errors, time, ids, paging."""

    name = "shared_apps.foundation"
    label = "foundation"

    def ready(self) -> None:
        # Named, not imported: jobs queued from any process must find the configured app.
        import_string(settings.CELERY_APP)
