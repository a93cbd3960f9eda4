"""Starts embedded PostgreSQL and Valkey before Django's settings are read."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("ATRIUM_ENV", "test")
os.environ.setdefault("ATRIUM_SECRET_KEY", "only-for-tests-0123456789-0123456789-0123456789")

if not (os.environ.get("DATABASE_URL") and os.environ.get("VALKEY_URL")):
    from config.services import ensure

    ensure(Path(os.environ.get("ATRIUM_VAR_DIR", ROOT / "var" / "test")))
