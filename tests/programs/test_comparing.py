"""Programs side by side."""

from __future__ import annotations

from datetime import date

from programs import comparing
from programs.models import Program
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory, SlotFactory

ON = date(2026, 9, 5)


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
