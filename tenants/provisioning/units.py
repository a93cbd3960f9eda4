"""Units of work that a plan is made of, and plans."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from .shapes import Shape

# sql: runs in one transaction with its neighbours; apart: in a transaction of its own
# (the migration says atomic = False); concurrent: in none; python: a data migration.
Kind = Literal["sql", "apart", "concurrent", "python"]
NOTHING = ""


@dataclass(frozen=True)
class Unit:
    """What is done, and noted as done, in one go.

    `sql` is the form for inside a transaction. `alone`, of a concurrent unit, is the form
    for outside; `index` is the index it makes or drops. `operation` is a python unit's place
    in its migration. `completes` says that its migration is finished with this unit.
    """

    kind: Kind
    migration: str
    sql: tuple[str, ...] = ()
    alone: str = ""
    index: str = ""
    operation: int = -1
    completes: bool = False

    @classmethod
    def revived(cls, stored: dict[str, Any]) -> "Unit":
        """Return the unit that `asdict` wrote into JSON."""
        return cls(**{**stored, "sql": tuple(stored["sql"])})


@dataclass(frozen=True)
class Position:
    """How far an app's tables are: the last whole migration, and units done of the next."""

    migration: str
    step: int = 0

    def after(self, unit: Unit) -> "Position":
        """Return the position once `unit` is done."""
        if unit.completes:
            return Position(unit.migration)
        return Position(self.migration, self.step + 1)


@dataclass(frozen=True)
class Plan:
    """Units that take an app from `source` (a migration, or "") to `target`.

    `shape` is that of the app's tables at the target.
    """

    app_label: str
    source: str
    target: str
    units: tuple[Unit, ...]
    shape: Shape

    @property
    def statements(self) -> tuple[str, ...]:
        """Return all SQL in order, in the form for inside one transaction."""
        return tuple(statement for unit in self.units for statement in unit.sql)

    @property
    def tables(self) -> tuple[str, ...]:
        """Return the names of the app's tables, sorted."""
        return tuple(sorted(self.shape))

    def as_json(self) -> list[dict[str, Any]]:
        """Return the units in a form that JSON holds."""
        return [asdict(unit) for unit in self.units]


def batches(units: tuple[Unit, ...]) -> Iterator[tuple[Unit, ...]]:
    """Yield the units in order, neighbours that may share a transaction together."""
    together: list[Unit] = []
    for unit in units:
        if unit.kind == "sql":
            together.append(unit)
            continue
        if together:
            yield tuple(together)
            together = []
        yield (unit,)
    if together:
        yield tuple(together)
