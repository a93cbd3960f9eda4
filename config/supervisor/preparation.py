"""The steps between an empty database and a site: run once, skipped while nothing changed."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from config.services import Layout
from config.services.state import read_json, write_atomically
from config.supervisor import fingerprints
from config.supervisor.options import ROOT
from config.supervisor.part import Part
from config.supervisor.terminal import Terminal

FLOORS = tuple(ROOT / name for name in ("config", "tenants", "shared_apps", "tenant_apps"))
LOCK = ROOT / "requirements" / "base.txt"


@dataclass(frozen=True)
class Step:
    """One management command, what it is for, and what decides whether it runs again."""

    name: str
    title: str
    arguments: tuple[str, ...]
    state: Callable[[], str]
    needs: str
    seconds: float = 900.0

    def exists(self) -> bool:
        """Tell whether the command is there; Django's own always are."""
        return not self.needs or bool(
            list(ROOT.glob(f"*/management/commands/{self.needs}.py"))
            + list(ROOT.glob(f"*/*/management/commands/{self.needs}.py"))
        )


def schema_state(cluster: str) -> str:
    """Return the fingerprint of everything that decides what the database looks like."""
    migrations = [p for p in fingerprints.files(FLOORS, "*.py") if "migrations" in p.parts]
    manifests = fingerprints.files([ROOT / "tenant_apps"], "manifest.py")
    models = [p for p in fingerprints.files(FLOORS, "*.py") if "models" in p.as_posix()]
    return fingerprints.of_contents([*migrations, *manifests, *models, LOCK], cluster)


def demo_state(cluster: str) -> str:
    """Return the fingerprint of the demo data's sources."""
    sources = [p for p in fingerprints.files(FLOORS, "*.py") if "demo" in p.as_posix()]
    return fingerprints.of_contents(sources, cluster)


def static_state() -> str:
    """Return the fingerprint of every file that is served below /static/."""
    ours = fingerprints.files([ROOT / "static"])
    theirs = [p for p in fingerprints.files(FLOORS) if "static" in p.parts]
    return fingerprints.of_stamps([*ours, *theirs, LOCK])


def steps(cluster: str, *, demo: bool) -> list[Step]:
    """Return the steps in order. `cluster` names the database they are done for."""
    schema = partial(schema_state, cluster)
    found = [
        Step("static", "Collecting static files", ("collectstatic", "--noinput", "-v0"),
             static_state, ""),
        Step("migrate", "Shared tables", ("migrate", "--noinput", "-v0"), schema, ""),
        Step("migrate_workspaces", "Workspace tables", ("migrate_workspaces",), schema,
             "migrate_workspaces"),
    ]  # fmt: skip
    if demo:
        state = partial(demo_state, cluster)
        found.append(Step("demo", "Demonstration data", ("demo",), state, "demo"))
    return found


class Memory:
    """Which steps have been done, for which state."""

    def __init__(self, layout: Layout) -> None:
        """Read what the last run wrote down."""
        self._file = layout.run / "prepared.json"
        self._done = read_json(self._file)

    def knows(self, step: Step) -> bool:
        """Tell whether the step has been done for the present state."""
        return self._done.get(step.name) == step.state()

    def note(self, step: Step) -> None:
        """Write down that the step is done."""
        self._done[step.name] = step.state()
        write_atomically(self._file, json.dumps(self._done, indent=1))


def outstanding(found: list[Step], memory: Memory, *, everything: bool) -> list[Step]:
    """Return the steps that have to run now."""
    return [step for step in found if everything or not memory.knows(step)]


def as_part(step: Step, surroundings: Mapping[str, str]) -> Part:
    """Return the step as a process that ends by itself."""
    command = [sys.executable, str(ROOT / "manage.py"), *step.arguments]
    return Part(
        name="prepare",
        title=f"`manage.py {' '.join(step.arguments)}`",
        command=partial(list, command),
        colour=90,
        # What a step tells a person is its own; its log lines would bury it.
        environment={**surroundings, "ATRIUM_PROCESS": "prepare", "ATRIUM_LOG_LEVEL": "WARNING"},
    )


def warn_missing(step: Step, terminal: Terminal) -> None:
    """Say aloud that a step's command is not there."""
    terminal.say(f"SKIPPED: {step.title}: there is no command `manage.py {step.needs}` yet.")


def make_folders(surroundings: Mapping[str, str]) -> None:
    """Create the folders the parts write to and empty the one of the last run's metrics."""
    for name in ("ATRIUM_STATIC_ROOT", "ATRIUM_MEDIA_ROOT", "PROMETHEUS_MULTIPROC_DIR"):
        Path(surroundings[name]).mkdir(parents=True, exist_ok=True)
    for left in Path(surroundings["PROMETHEUS_MULTIPROC_DIR"]).glob("*.db"):
        left.unlink()
