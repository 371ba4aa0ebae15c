"""A tile of the catalogue tells the figures of the card."""

from __future__ import annotations

from datetime import date

import pytest

from programs.models import Program
from programs.showing import card
from programs.tile_words import words_of
from programs.tiles import GroupState, tiles
from providers.models import Provider
from reference.points import Point
from tests.factories.programs import (
    GroupFactory,
    ModuleFactory,
    PhotoFactory,
    ProgramFactory,
    SlotFactory,
)
from tests.factories.providers import VenueFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 9, 5)
BEGUN, COMING = date(2026, 9, 1), date(2026, 10, 1)


def group_of(program: Program, **said):
    module = ModuleFactory(
        program=program,
        **{name: said.pop(name) for name in ("price", "is_open", "ordinal") if name in said},
    )
    return GroupFactory(module=module, **said)


def two_groups(program: Program) -> None:
    cheap = group_of(program, price=90_000, ordinal=7, starts_on=COMING, capacity=9)
    dear = group_of(program, price=180_000, ordinal=8, starts_on=BEGUN, seats_taken=2)
    for group, day in ((cheap, 2), (cheap, 4), (dear, 2)):
        SlotFactory(group=group, weekday=day)


def nearly_enough(program: Program) -> None:
    group = group_of(program, starts_on=COMING)
    group.seats_taken = group.module.min_children - 2
    group.save()


def a_venue(program: Program) -> None:
    venue = VenueFactory(provider=program.provider, latitude=61.5, longitude=50.5)
    group_of(program, venue=venue)


def a_full_group(program: Program) -> None:
    group_of(program, capacity=3, seats_taken=3)


def closed_enrollment(program: Program) -> None:
    group_of(program, is_open=False)


def suspended(program: Program) -> None:
    group_of(program)
    Provider.objects.update(status=Provider.Status.SUSPENDED)


def what_is_over(program: Program) -> None:
    group_of(program, starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 31))
    group_of(program, status="archived")


def certified(program: Program) -> None:
    Program.objects.update(certified_on=BEGUN, register=Program.Register.CERTIFIED)
    group_of(program, price=None)


@pytest.mark.parametrize(
    "happened",
    [
        *(two_groups, nearly_enough, a_venue, a_full_group),
        *(closed_enrollment, suspended, what_is_over, certified),
    ],
)
def test_a_tile_says_what_the_card_says(happened):
    program = ProgramFactory()
    happened(program)

    (tile,) = tiles([program.pk], on=ON)

    whole = card(Program.objects.get(pk=program.pk), on=ON)
    assert words_of(tile) == words_of(whole)
    assert tile.cover == whole.cover
    near = Point(61.0, 50.0)
    assert tile.distance(near) == whole.distance(near)


def test_a_tile_in_figures():
    program = ProgramFactory()
    two_groups(program)

    (tile,) = tiles([program.pk], on=ON)

    assert tile.state == GroupState.OPEN
    assert (tile.starts_on, tile.has_begun, tile.weekdays) == (COMING, True, [2, 4])
    assert tile.cheapest is not None
    assert tile.cheapest.whole == 90_000


def test_a_tile_shows_the_cover_small():
    program = ProgramFactory()
    PhotoFactory(program=program, ordinal=2)
    first = PhotoFactory(program=program, ordinal=1, width=1600, height=1200)

    (tile,) = tiles([program.pk], on=ON)

    assert tile.cover is not None
    assert tile.cover.address == first.smallest
    assert (tile.cover.width, tile.cover.height) == (480, 360)


def test_another_cover_is_another_look():
    program = ProgramFactory()
    (before,) = tiles([program.pk], on=ON)
    PhotoFactory(program=program)

    (after,) = tiles([program.pk], on=ON)

    assert before.read != after.read


def test_tiles_stand_in_the_order_of_their_keys_and_cost_one_question(django_assert_num_queries):
    first, second = ProgramFactory(), ProgramFactory()
    two_groups(first)

    with django_assert_num_queries(1):
        shown = tiles([second.pk, 0, first.pk], on=ON)

    assert [tile.program.pk for tile in shown] == [second.pk, first.pk]
