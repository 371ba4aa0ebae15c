"""Programs a family puts aside, to come back to them and to compare them.

What somebody only looks at is nobody's business, so the journal of actions does not tell of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programs import wishing
from programs.models import Favourite, Program
from programs.tiles import GroupState, Tile, tiles
from reference.errors import RuleBroken
from users.models import User

MOST = 100


@dataclass(frozen=True)
class Kept:
    """A favourite as its page shows it; what is out of the catalogue has nothing to show."""

    program: Program
    showing: Tile | None

    @property
    def has_no_place(self) -> bool:
        """Whether one may ask to be told of a place."""
        return self.showing is not None and self.showing.state != GroupState.OPEN

    @property
    def wish(self) -> str:
        """What is waited for where the program has no place."""
        return wishing.for_program(self.program)


@transaction.atomic
def keep(program: Program, *, by: User) -> Favourite:
    """Put the program aside; twice is once. Raises RuleBroken `too_many_favourites`."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    mine = Favourite.objects.filter(user=by)
    known = mine.filter(program=program).first()
    if known is None and mine.count() >= MOST:
        raise RuleBroken(
            "too_many_favourites",
            _("There are %(most)s programs among your favourites. Remove some of them first.")
            % {"most": MOST},
        )
    return known or Favourite.objects.create(user=by, program=program)


def remove(program: Program, *, by: User) -> None:
    """Take the program out of the favourites; what is not among them stays away."""
    Favourite.objects.filter(user=by, program=program).delete()


def keys_of(user: User) -> frozenset[int]:
    """The programs this person has put aside."""
    return frozenset(Favourite.objects.filter(user=user).values_list("program_id", flat=True))


def all_of(user: User, *, on: date) -> list[Kept]:
    """The favourites with their state of today, the latest first."""
    mine = Favourite.objects.filter(user=user).select_related("program__provider")
    programs = [favourite.program for favourite in mine]
    shown = {
        each.program.pk: each
        for each in tiles([program.pk for program in programs if program.is_published], on=on)
    }
    return [Kept(program, shown.get(program.pk)) for program in programs]
