"""The choices of a filter as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(slots=True)
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
            word := str(value),
            (said := str(label))[:1].upper() + said[1:],
            word in wanted,
            None if counts is None else counts.get(value, 0),
        )
        for value, label in choices
    ]
