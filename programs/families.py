"""Children of a visitor, as the catalogue asks of them: their age, and whether money is there.

Children live on a neighbouring floor; whoever knows them is a floor above and puts its answer in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from reference.points import Point
from users.models import User


@dataclass(frozen=True)
class FamilyChild:
    """A child of the signed-in parent; only the key ever stands in an address.

    `places` are what the parent has told of: the kind (home, school) and where it is.
    """

    key: int
    name: str
    age: int
    is_funded: bool
    places: tuple[tuple[str, Point], ...] = ()


Finder = Callable[[User, date], Sequence[FamilyChild]]
finders: list[Finder] = []


def children_seen_by(user: User, *, on: date) -> list[FamilyChild]:
    """The children this person looks after."""
    return [child for find in finders for child in find(user, on)]
