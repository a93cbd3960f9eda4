"""Cache keys that no other workspace, and no earlier life of this one, can produce."""

from .context import current

SHARED = "shared"


def workspace_key(key: str, key_prefix: str, version: int) -> str:
    """Return the full key: prefix, workspace and generation (or "shared"), version, key."""
    ref = current()
    return f"{key_prefix}:{SHARED if ref is None else ref.key}:{version}:{key}"
