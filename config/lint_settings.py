"""Settings for tools that read the code and start nothing: mypy's plugin, for one.

The addresses are never connected to; they only let `config.settings` be imported on a
machine where no service runs.
"""

import os

os.environ.setdefault("ATRIUM_ENV", "test")
os.environ.setdefault("ATRIUM_SECRET_KEY", "only-for-reading-the-code-0123456789-0123456789")
os.environ.setdefault("DATABASE_URL", "postgres://lint@127.0.0.1/lint")
os.environ.setdefault("VALKEY_URL", "redis://127.0.0.1:1/0")

from config.settings import *  # noqa: F403 - the environment must be set first
