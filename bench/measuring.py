"""Rounds, medians, ratios: what every bench does with its numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"
ROUNDS = 5

console = Console()


@dataclass(frozen=True)
class Goal:
    """A ratio of two medians, and what it should be."""

    name: str
    over: str
    under: str
    at_least: float | None = None
    at_most: float | None = None

    def of(self, medians: Mapping[str, float]) -> float:
        return medians[self.over] / medians[self.under]

    def is_reached(self, ratio: float) -> bool:
        return not (
            (self.at_least is not None and ratio < self.at_least)
            or (self.at_most is not None and ratio > self.at_most)
        )

    def __str__(self) -> str:
        return f"≥ {self.at_least}" if self.at_least is not None else f"≤ {self.at_most}"


@dataclass
class Report:
    """The measured values of a bench, by name, in one unit, with the goals they should reach."""

    title: str
    unit: str
    values: dict[str, list[float]] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, value: float) -> None:
        self.values.setdefault(name, []).append(value)

    @property
    def medians(self) -> dict[str, float]:
        return {name: median(values) for name, values in self.values.items()}

    def show(self) -> None:
        table = Table(title=f"{self.title}, {self.unit}", title_justify="left")
        for heading in ("what", "median", "min", "max"):
            table.add_column(heading, justify="left" if heading == "what" else "right")
        for name, values in self.values.items():
            table.add_row(name, *(f"{each:,.4g}" for each in (median(values), *_ends(values))))
        console.print(table)
        for goal in self.goals:
            ratio = goal.of(self.medians)
            mark = "reached" if goal.is_reached(ratio) else "NOT REACHED"
            console.print(f"  {goal.name}: {ratio:.2f} (goal {goal}) {mark}")
        for note in self.notes:
            console.print(f"  {note}")

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "unit": self.unit,
            "values": self.values,
            "medians": self.medians,
            "ratios": {
                goal.name: {
                    "ratio": goal.of(self.medians),
                    "goal": str(goal),
                    "reached": goal.is_reached(goal.of(self.medians)),
                }
                for goal in self.goals
            },
            "notes": self.notes,
        }


def _ends(values: list[float]) -> tuple[float, float]:
    return min(values), max(values)


def interleave(report: Report, measures: Mapping[str, Callable[[], float]], rounds: int) -> None:
    """Measure each in turn, again and again: whatever slows the machine slows all of them.

    One round before warms up and is forgotten.
    """
    for number in range(rounds + 1):
        for name, measure in measures.items():
            value = measure()
            if number:
                report.add(name, value)


def write(reports: Iterable[Report], at: datetime) -> Path:
    """Keep the results of a run as a file of its own."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{at:%Y-%m-%d-%H%M%S}.json"
    path.write_text(
        json.dumps([report.as_json() for report in reports], ensure_ascii=False, indent=1)
    )
    return path
