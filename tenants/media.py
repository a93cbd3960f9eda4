"""`/media/<name>` on a workspace's host: its own public files and nobody else's.

Only files below `public/` have an address; everything else in a workspace's storage (imports,
exports) is for its code alone. Behind the front door the answer names the file and Caddy
sends it, with ranges; without one Django sends it.
"""

import mimetypes
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

from shared_apps.foundation.errors import NotFound

from .access import public
from .storage import workspace_folder

PUBLIC_FOLDER = "public/"
UNKNOWN_TYPE = "application/octet-stream"
# What a browser shows without running anything; all else is saved to disk.
SHOWN = frozenset(
    {
        "application/pdf",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "image/avif",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "video/mp4",
        "video/ogg",
        "video/webm",
    }
)

# Nothing in a file may run or load; the browser's own viewers of pictures and PDF may show it.
POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; object-src 'self'"


@public
@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer a public file of the current workspace; 404 for any other name."""
    if not name.startswith(PUBLIC_FOLDER) or not exists(name):
        raise NotFound
    changed = default_storage.get_modified_time(name)
    since = request.headers.get("If-Modified-Since")
    if not was_modified_since(since, changed.timestamp()):
        return HttpResponse(status=304)
    kind = mimetypes.guess_type(name)[0] or UNKNOWN_TYPE
    response = handed_over(name) if by_front_door() else FileResponse(default_storage.open(name))
    response["Content-Type"] = kind
    response["Content-Disposition"] = disposition(name, kind)
    response["Last-Modified"] = http_date(changed.timestamp())
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY if kind in SHOWN else f"{POLICY}; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=300"
    return response


def exists(name: str) -> bool:
    """Return whether this workspace has the file; False for names that leave its folder."""
    try:
        return default_storage.exists(name) and not name.endswith("/")
    except (SuspiciousFileOperation, ValueError, OSError):
        return False


def disposition(name: str, kind: str) -> str:
    """Return Content-Disposition: shown in the browser where that is harmless."""
    header = content_disposition_header(kind not in SHOWN, name.rsplit("/", 1)[-1])
    return header or "inline"


def by_front_door() -> bool:
    """Return whether Caddy stands before us and can read the files itself."""
    return bool(
        getattr(settings, "MEDIA_BY_FRONT_DOOR", False)
        and isinstance(default_storage._wrapped, FileSystemStorage)  # type: ignore[attr-defined]  # noqa: SLF001
    )


def handed_over(name: str) -> HttpResponse:
    """Return an empty answer that names the file below MEDIA_ROOT."""
    response = HttpResponse()
    response["X-Accel-Redirect"] = quote(f"/{workspace_folder()}/{name}")
    return response
