"""`manage.py new_module NAME`: makes a module with all its rooms, ready to run."""

import keyword
import re
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from shared_apps.registry import discovery

TEMPLATES = Path(discovery.__file__).parent / "new_module"
SUFFIX = "-tpl"
LABEL = re.compile(r"[a-z][a-z0-9]{1,19}")


class Command(BaseCommand):
    """Writes tenant_apps/NAME; nothing outside it is touched."""

    help = "Make a module with every room, its first migration and tests."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("label", help="one word in small letters, as in “tickets”")
        parser.add_argument("--name", help="what people call it; defaults to the label")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the name and write the rooms."""
        label = options["label"]
        refuse(label)
        home = discovery.MODULES_FOLDER / label
        words = {
            "@@label@@": label,
            "@@Name@@": options["name"] or label.capitalize(),
            "@@Class@@": label.capitalize(),
        }
        for source in sorted(TEMPLATES.rglob(f"*{SUFFIX}")):
            target = home / filled(str(source.relative_to(TEMPLATES)), words).removesuffix(SUFFIX)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(filled(source.read_text(), words))
        self.stdout.write(
            f"tenant_apps/{label} is there. Next: change models.py, then\n"
            f"  manage.py makemigrations {label}\n"
            f"  manage.py modules on {label} --workspace SLUG\n"
            f"  pytest tenant_apps/{label}"
        )


def refuse(label: str) -> None:
    """Raise CommandError unless a module can have this name."""
    if not LABEL.fullmatch(label) or keyword.iskeyword(label):
        raise CommandError("Choose one word of 2 to 20 small letters and digits, as in “tickets”.")
    taken = {config.label for config in apps.get_app_configs()} | sys.stdlib_module_names
    if label in taken or (discovery.MODULES_FOLDER / label).exists():
        raise CommandError(f"“{label}” is the name of something else already. Choose another.")


def filled(text: str, words: dict[str, str]) -> str:
    """Return the text with its placeholders replaced."""
    for placeholder, word in words.items():
        text = text.replace(placeholder, word)
    return text
