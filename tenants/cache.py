"""Cache keys that no other workspace, and no earlier life of this one, can produce."""

from .context import current


def workspace_key(key: str, key_prefix: str, version: int) -> str:
    """Return the full key: prefix, workspace and generation (or "shared"), version, key."""
    ref = current()
    return f"{key_prefix}:{ref.key if ref else 'shared'}:{version}:{key}"
