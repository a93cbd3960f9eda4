#!/usr/bin/env python
"""Atrium's command line."""

import os
import sys


def main() -> None:
    """Run one management command with the environment's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["up"]:
        # The settings ask for servers that only the supervisor starts, so it comes first.
        from config.supervisor.up import main as up

        sys.exit(up(sys.argv[2:]))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
