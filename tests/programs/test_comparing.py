"""Programs side by side."""

from __future__ import annotations

from datetime import date

from programs import comparing
from programs.families import FamilyChild
from programs.models import Program
from reference.points import KM_IN_DEGREE, Point
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory, SlotFactory

ON = date(2026, 9, 5)
HERE = Point(59.1, 36.0)


def side_by_side(*programs: Program) -> dict[str, comparing.Row]:
    slugs = [program.slug for program in programs]
    shown = comparing.chosen(slugs, Program.objects.published(), on=ON)
    return {row.label: row for row in comparing.rows(shown)}


def test_rows_say_where_programs_differ(group):
    other = ProgramFactory(provider=group.program.provider, age_from=13, age_to=17)
    GroupFactory(module=ModuleFactory(program=other))

    rows = side_by_side(group.program, other)

    assert rows["Возраст"].differs
    assert not rows["Организация"].differs


def test_programs_stand_in_the_order_of_the_address(group):
    other = ProgramFactory()

    shown = comparing.chosen(
        [other.slug, "no-such", group.program.slug], Program.objects.published(), on=ON
    )

    assert [each.program for each in shown] == [other, group.program]


def test_the_same_timetable_is_told_once(group):
    for each in (group, GroupFactory(module=group.module)):
        SlotFactory(group=each)

    ((_name, times),) = side_by_side(group.program)["Дни и часы"].cells

    assert len(times) == 1


def test_words_find_what_is_not_there_yet(group):
    shown = comparing.chosen([group.program.slug], Program.objects.published(), on=ON)
    other = ProgramFactory(short_name="Робототехника для старших")
    GroupFactory(module=ModuleFactory(program=other))

    assert comparing.offers("старших", shown, on=ON) == [other]
    assert comparing.offers(group.program.short_name, shown, on=ON) != [group.program]
    assert comparing.offers(" ", shown, on=ON) == []


def test_the_way_from_home_is_told_and_a_home_of_two_children_once(db):
    near, far = (
        GroupFactory(venue__latitude=HERE.latitude + km / KM_IN_DEGREE, venue__longitude=36.0)
        for km in (0.4, 3)
    )
    nowhere = GroupFactory(venue=None)
    shown = comparing.chosen(
        [each.program.slug for each in (near, far, nowhere)], Program.objects.published(), on=ON
    )
    children = [
        FamilyChild(1, "Анна", 9, True, (("home", HERE), ("school", Point(59.2, 36.0)))),
        FamilyChild(2, "Пётр", 7, False, (("home", HERE),)),
    ]

    home, school = comparing.ways(shown, children)

    assert "дом (Анна)" in home.label
    assert [answer for _name, answer in home.cells] == [("400 м",), ("3,0 км",), ()]
    assert "школа (Анна)" in school.label
    assert comparing.ways(shown, []) == []
