"""Short names for the state of some files, so that work already done is not done again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

SKIPPED = frozenset({"__pycache__", "node_modules", ".git", ".venv", "var"})


def of_contents(paths: Iterable[Path], *more: str) -> str:
    """Return a fingerprint of the files' contents and of some words."""
    digest = hashlib.sha256()
    for word in more:
        digest.update(word.encode() + b"\0")
    for path in sorted(paths):
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def of_stamps(paths: Iterable[Path], *more: str) -> str:
    """Return a fingerprint of the files' names, sizes and times: fast for many files."""
    digest = hashlib.sha256()
    for word in more:
        digest.update(word.encode() + b"\0")
    for path in sorted(paths):
        state = path.stat()
        digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:32]


def files(folders: Iterable[Path], pattern: str = "*") -> list[Path]:
    """Return the files below some folders, without caches."""
    return [
        path
        for folder in folders
        if folder.is_dir()
        for path in folder.rglob(pattern)
        if path.is_file() and SKIPPED.isdisjoint(path.relative_to(folder).parts)
    ]
