"""File storage below a folder of the workspace and generation; refuses without a workspace."""

from datetime import datetime
from typing import Any, cast

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from django.utils.encoding import filepath_to_uri
from django.utils.module_loading import import_string

from .context import require


def workspace_folder() -> str:
    """Return the folder of the current workspace; raise NoWorkspace where none is set."""
    return f"workspaces/{require().key}"


class WorkspaceStorageMixin:
    """Puts every name below the workspace's folder, whatever storage lies beneath."""

    def _scoped(self, name: str) -> str:
        parts = name.replace("\\", "/").split("/")
        if name.startswith("/") or ".." in parts or "\0" in name:
            raise SuspiciousFileOperation("A file name may not leave the workspace's folder.")
        folder = workspace_folder()
        return name if name.startswith(f"{folder}/") else f"{folder}/{name}"

    def _open(self, name: str, mode: str = "rb") -> Any:
        return super()._open(self._scoped(name), mode)  # type: ignore[misc]

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(self._scoped(name), content)  # type: ignore[misc]
        return saved.removeprefix(f"{workspace_folder()}/")

    def delete(self, name: str) -> None:
        """Delete a file of this workspace."""
        super().delete(self._scoped(name))  # type: ignore[misc]

    def exists(self, name: str) -> bool:
        """Return whether this workspace has the file."""
        return cast(bool, super().exists(self._scoped(name)))  # type: ignore[misc]

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """List a folder of this workspace."""
        return cast(
            tuple[list[str], list[str]],
            super().listdir(self._scoped(path)),  # type: ignore[misc]
        )

    def size(self, name: str) -> int:
        """Return the size in bytes."""
        return cast(int, super().size(self._scoped(name)))  # type: ignore[misc]

    def get_modified_time(self, name: str) -> datetime:
        """Return when the file of this workspace was last changed."""
        return cast(datetime, super().get_modified_time(self._scoped(name)))  # type: ignore[misc]

    def get_created_time(self, name: str) -> datetime:
        """Return when the file of this workspace was made."""
        return cast(datetime, super().get_created_time(self._scoped(name)))  # type: ignore[misc]

    def get_accessed_time(self, name: str) -> datetime:
        """Return when the file of this workspace was last read."""
        return cast(datetime, super().get_accessed_time(self._scoped(name)))  # type: ignore[misc]

    def url(self, name: str | None) -> str:
        """Return the address below /media/, which only this workspace's host answers."""
        return f"/media/{filepath_to_uri(name)}" if name else ""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return a free name in this workspace's folder; `max_length` is without the folder."""
        folder = f"{workspace_folder()}/"
        most = max_length and max_length + len(folder)
        free: str = super().get_available_name(self._scoped(name), most)  # type: ignore[misc]
        return free.removeprefix(folder)


class WorkspaceFileSystemStorage(WorkspaceStorageMixin, FileSystemStorage):
    """Files on this machine's disk, below ATRIUM_MEDIA_ROOT."""

    def path(self, name: str) -> str:
        """Return the absolute path of a file of this workspace."""
        return super().path(self._scoped(name))


def storage_class(dotted: str) -> type[Any]:
    """Return any django-storages class made workspace-aware, for S3-compatible stores."""
    make: type[Any] = import_string(dotted)
    return type(f"Workspace{make.__name__}", (WorkspaceStorageMixin, make), {})
