"""Where everything lies below one var directory."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """Paths below `root`, made absolute; `make()` creates the folders."""

    given: Path

    @cached_property
    def root(self) -> Path:
        """The var directory itself, absolute."""
        return self.given.expanduser().absolute()

    @property
    def run(self) -> Path:
        """What holds only while something runs, and what must be remembered between runs."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        """Log files of the servers."""
        return self.root / "log"

    @property
    def postgres(self) -> Path:
        """PostgreSQL's folder; its cluster is `data` inside."""
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's folder: configuration, append-only file, process id."""
        return self.root / "valkey"

    @property
    def services_file(self) -> Path:
        """The addresses that settings read where the environment names none."""
        return self.run / "services.json"

    def make(self) -> None:
        """Create the folders every part relies on."""
        for folder in (self.root, self.run, self.log):
            folder.mkdir(parents=True, exist_ok=True)
