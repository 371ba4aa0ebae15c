"""Rows frozen on a day, and figures that are nothing but counts and sums of those rows.

A figure keeps the question it answers (`sheet`, `where`, `of`), so the list behind it is found by
asking the same rows again: a number and its list cannot part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Cell: TypeAlias = str | int | bool | list[Any] | None
Row: TypeAlias = list[Any]  # of cells
Figure: TypeAlias = dict[str, Any]

COUNT = "count"
KOPECKS = "kopecks"
TENTHS = "tenths"  # tenths of a percent or of a day: 694 is 69.4


@dataclass(frozen=True)
class Sheet:
    """Frozen rows of one kind of record; the first column is the record's own key."""

    name: str
    columns: Sequence[str]
    rows: list[Row]
    _indexes: dict[int, dict[Cell, list[Row]]] = field(default_factory=dict, compare=False)

    def select(self, where: Mapping[str, Cell]) -> list[Row]:
        """The rows that answer to every condition; a list on either side means "any of these"."""
        conditions = [(self.columns.index(name), wanted) for name, wanted in where.items()]
        return [
            row
            for row in self._candidates(conditions)
            if all(_answers(row[place], wanted) for place, wanted in conditions)
        ]

    def _candidates(self, conditions: list[tuple[int, Cell]]) -> list[Row]:
        """The rows that answer to the first plain condition: a report asks hundreds of times."""
        for place, wanted in conditions:
            if not isinstance(wanted, list):
                if place not in self._indexes:
                    self._indexes[place] = _index(self.rows, place)
                return self._indexes[place].get(wanted, [])
        return self.rows

    def count(self, **where: Cell) -> Figure:
        """How many rows answer."""
        return self._figure(len(self.select(where)), COUNT, where)

    def total(self, column: str, *, unit: str = KOPECKS, **where: Cell) -> Figure:
        """The sum of a column over the rows that answer, in the column's own unit."""
        place = self.columns.index(column)
        amount = sum(row[place] or 0 for row in self.select(where))
        return self._figure(amount, unit, where, column)

    def derived(self, value: int | None, *, unit: str, **where: Cell) -> Figure:
        """A figure worked out elsewhere from the rows that answer (a share, a median)."""
        return self._figure(value, unit, where)

    def _figure(
        self, value: int | None, unit: str, where: Mapping[str, Cell], of: str | None = None
    ) -> Figure:
        return {"value": value, "unit": unit, "sheet": self.name, "where": dict(where), "of": of}

    def frozen(self) -> dict[str, Any]:
        """The sheet as it is kept with a report."""
        return {"columns": list(self.columns), "rows": self.rows}


def thaw(name: str, kept: Mapping[str, Any]) -> Sheet:
    """The sheet a report keeps under this name."""
    return Sheet(name, kept["columns"], kept["rows"])


def name_figures(figures: Mapping[str, Any]) -> None:
    """Write into every figure its key: the way to it, as "children.by_age.7.total"."""
    for key, figure in walk(figures):
        figure["key"] = key


def find_figure(figures: Mapping[str, Any], key: str) -> Figure | None:
    """The figure of that key, if the report has it."""
    return next((figure for name, figure in walk(figures) if name == key), None)


def walk(node: Any, path: str = "") -> Iterator[tuple[str, Figure]]:
    """Every figure of a report with the way to it; members of lists go by their code."""
    if isinstance(node, Mapping):
        if "sheet" in node:
            yield path, dict_of(node)
            return
        steps = [(str(name), member) for name, member in node.items()]
    elif isinstance(node, list):
        steps = [(str(m["code"]), m) for m in node if isinstance(m, Mapping) and "code" in m]
    else:
        return
    for name, member in steps:
        yield from walk(member, f"{path}.{name}" if path else name)


def dict_of(node: Mapping[str, Any]) -> Figure:
    """The figure itself, not a copy: its key is written into it."""
    assert isinstance(node, dict), "figures are kept as plain JSON"
    return node


def _index(rows: list[Row], place: int) -> dict[Cell, list[Row]]:
    index: defaultdict[Cell, list[Row]] = defaultdict(list)
    for row in rows:
        cell = row[place]
        for value in cell if isinstance(cell, list) else [cell]:
            index[value].append(row)
    return index


def _answers(cell: Cell, wanted: Cell) -> bool:
    if isinstance(wanted, list):
        return not set(wanted).isdisjoint(cell if isinstance(cell, list) else [cell])
    return wanted in cell if isinstance(cell, list) else cell == wanted
