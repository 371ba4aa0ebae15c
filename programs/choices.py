"""The choices of a filter as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst


@dataclass(frozen=True)
class Option:
    """One choice of a filter: its words, how many programs it gives, whether it is chosen."""

    value: str
    label: str
    is_chosen: bool
    count: int | None = None


def options(
    choices: Iterable[tuple[Any, str | Promise]],
    chosen: Iterable[Any],
    counts: Mapping[Any, int] | None = None,
) -> list[Option]:
    """The choices of a filter as its fieldset shows them."""
    wanted = {str(one) for one in chosen}
    return [
        Option(
            str(value),
            capfirst(str(label)),
            str(value) in wanted,
            counts.get(value, 0) if counts is not None else None,
        )
        for value, label in choices
    ]
