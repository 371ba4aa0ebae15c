"""What an entry of the table is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

ANEW = object()  # the factory makes this value itself, and differently each time


@dataclass(frozen=True)
class Case:
    """Rows on both sides of a constraint, each as near to the other side as rows come.

    `write` puts a row into the database with what stands in the table for it, and whatever must
    be there before.
    """

    write: Callable[..., object]
    accepts: Sequence[Row]
    rejects: Sequence[Row]


def second(make: Callable[..., object], *columns: str) -> Callable[..., None]:
    """A write of two rows: the second has these columns of the first, but for what a case changes.

    `first` is how the first row differs from what the factory makes.
    """

    def write(first: Row | None = None, **changes: object) -> None:
        one = make(**(first or {}))
        changed = {_column(name) for name in changes}
        same = {name: getattr(one, name) for name in columns if name not in changed}
        make(**same, **{name: value for name, value in changes.items() if value is not ANEW})

    return write


def once(
    make: Callable[..., object],
    *columns: str,
    other: Row | None = None,
    held: Sequence[Row] = (),
    freed: Sequence[Row] = (),
) -> Case:
    """Only one row has these columns; a row that differs in any one of them is another.

    `other` names the other value where the factory would make the same one again. A first row
    as in `held` holds the columns too, one as in `freed` gives them up to the second.
    """
    others = {_column(name): {name: value} for name, value in (other or {}).items()}
    return Case(
        second(make, *columns),
        accepts=[
            *(others.get(column, {column: ANEW}) for column in columns),
            *({"first": row} for row in freed),
        ],
        rejects=[{}, *({"first": row} for row in held)],
    )


def _column(name: str) -> str:
    return name.partition("__")[0]
