"""Figures as a table: what was measured, beside its bound and beside stock."""

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Line:
    """One figure with its unit, the most it may be, and what stock django-tenants takes."""

    what: str
    measured: float
    unit: str
    most: float | None = None
    stock: str = ""

    @property
    def holds(self) -> bool:
        """Return whether the figure is within its bound."""
        return self.most is None or self.measured <= self.most


@dataclass
class Report:
    """Lines as they come; printed at the end."""

    lines: list[Line] = field(default_factory=list)

    def add(self, *line: Line) -> None:
        """Keep lines."""
        self.lines += line

    def show(self) -> bool:
        """Print the table and the machine's load; return whether every bound holds."""
        table = Table("Figure", "Measured", "At most", "Holds", "Stock django-tenants 4.0.1")
        for line in self.lines:
            most = "" if line.most is None else f"{line.most:g} {line.unit}"
            holds = "" if line.most is None else ("yes" if line.holds else "NO")
            table.add_row(line.what, f"{line.measured:,.2f} {line.unit}", most, holds, line.stock)
        console = Console(width=150)
        console.print(table)
        load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
        console.print(f"{os.cpu_count()} cores; load over 1, 5 and 15 minutes: {load}")
        return all(line.holds for line in self.lines)


def share(values: Sequence[float], part: float) -> float:
    """Return the value that `part` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)
