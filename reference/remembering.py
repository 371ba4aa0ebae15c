"""What a process remembers for a while: lists that are asked for all the time and seldom change.

The cache gives a copy each time, which for three hundred municipalities takes longer than the page
has; here everybody gets the same things, so nobody may change them.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar, cast

Thing = TypeVar("Thing")

_known: dict[str, tuple[float, Any]] = {}


def remembered(name: str, make: Callable[[], Thing], *, seconds: int) -> Thing:
    """The thing of that name, made anew once in so many seconds; 0 remembers nothing."""
    if not seconds:
        return make()
    now = monotonic()
    until, thing = _known.get(name, (now, None))
    if until <= now:
        thing = make()
        _known[name] = now + seconds, thing
    return cast(Thing, thing)


def forget() -> None:
    """Begin anew."""
    _known.clear()
