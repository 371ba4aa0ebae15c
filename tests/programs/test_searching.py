"""The catalogue finds what people mean, and says honestly how much there is."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db import connection

from programs import counting, ordering, scheduling, searching
from programs.conditions import HEALTH_BITS, Filters, Payment
from programs.models import Group, Program, SearchEntry, SearchGroup, Slot
from programs.ordering import Sort
from providers.models import Provider
from reference.points import Point
from tests.factories.programs import (
    GroupFactory,
    ModuleFactory,
    ProgramFactory,
    RatingFactory,
    SlotFactory,
)
from tests.factories.providers import VenueFactory
from tests.factories.reference import direction

pytestmark = pytest.mark.django_db

ON = date(2026, 9, 5)


def names(filters: Filters, sort: str = Sort.RELEVANCE, first: int = 0, last: int = 20):
    keys = searching.find(filters, sort=sort, on=ON, first=first, last=last)
    found = Program.objects.in_bulk(keys)
    return [found[key].short_name for key in keys]


def found(text: str):
    return set(names(Filters(text=text)))


# --- words ---


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Авиамодельный кружок", "кружки"),
        ("Кружки рукоделия", "кружок"),
        ("Кружок шахмат", "шахматы кружков"),
        ("Народный танец", "танцы народные"),
        ("Фигурное катание: конёк", "коньки"),
        ("Уроки музыки", "урок"),
        ("Ёлочная игрушка", "елочные игрушки"),
        ("Зеленая лаборатория", "зелёная лаборатория"),
        ("Робототехника на конструкторе", "робот"),
        ("Робототехника на конструкторе", "конструктор робототехн"),
        ("3D-моделирование и печать", "3D моделирование"),
    ],
)
def test_word_forms_and_beginnings_find_the_program(written, asked):
    ProgramFactory(short_name=written)
    ProgramFactory(short_name="Лыжные гонки", annotation="Для тех, кто любит зиму.")

    assert found(asked) - {"Лыжные гонки"} == {written}


def test_a_word_taken_away_hides_what_has_it():
    ProgramFactory(short_name="Народный танец")
    ProgramFactory(short_name="Танец и балет")

    assert found("танец -балет") == {"Народный танец"}


def test_the_organisation_and_the_place_are_searched_too():
    program = ProgramFactory(short_name="Лепка", provider__short_name="Студия «Горизонт»")
    venue = VenueFactory(provider=program.provider, settlement="с. Ключи")
    GroupFactory(module=ModuleFactory(program=program), venue=venue)

    assert found("горизонт") == {"Лепка"}
    assert found("Ключи") == {"Лепка"}


@pytest.mark.parametrize("nonsense", ["и", "(((:*&|!", "'", "\\", "-", '"незакрытая кавычка'])
def test_signs_and_little_words_are_no_mistake(nonsense):
    ProgramFactory()

    assert found(nonsense) == set()


def test_a_name_weighs_more_than_a_description():
    ProgramFactory(short_name="Лепка", description="А ещё мы играем в шахматы.")
    ProgramFactory(short_name="Шахматы для всех", description="Игра.")

    assert names(Filters(text="шахматы")) == ["Шахматы для всех", "Лепка"]


# --- the entries follow the programs ---


def test_only_published_programs_of_active_organisations_are_found():
    shown = ProgramFactory(short_name="Видна")
    ProgramFactory(short_name="Черновик", status=Program.Status.DRAFT, published_on=None)
    ProgramFactory(short_name="Приостановлена", provider__status=Provider.Status.SUSPENDED)

    assert names(Filters()) == [shown.short_name]


def test_a_program_enters_and_leaves_the_search_with_its_status():
    program = ProgramFactory(status=Program.Status.IN_REVIEW, published_on=None)
    assert not SearchEntry.objects.exists()

    program.status, program.published_on = Program.Status.PUBLISHED, ON
    program.save()
    assert SearchEntry.objects.count() == 1

    Program.objects.update(status=Program.Status.ARCHIVED)
    assert not SearchEntry.objects.exists()


def test_a_suspended_organisation_takes_its_programs_along_and_brings_them_back():
    provider = ProgramFactory().provider

    Provider.objects.filter(pk=provider.pk).update(status=Provider.Status.SUSPENDED)
    assert not SearchEntry.objects.exists()

    Provider.objects.filter(pk=provider.pk).update(status=Provider.Status.ACTIVE)
    assert SearchEntry.objects.count() == 1


def test_a_renamed_venue_is_found_by_its_new_name():
    group = GroupFactory()
    group.venue.settlement = "д. Заозёрье"
    group.venue.save()

    assert found("заозерье") == {group.program.short_name}


def test_taking_a_seat_does_not_touch_the_search(group: Group):
    def version():
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin, ctid FROM programs_searchentry")
            return cursor.fetchall()

    before = version()
    scheduling.take_seat(group)

    assert version() == before


# --- filters ---


def test_age_must_be_inside_the_ages_of_the_program():
    ProgramFactory(short_name="Малышам", age_from=5, age_to=7)
    ProgramFactory(short_name="Старшим", age_from=12, age_to=17)

    assert names(Filters(age=7)) == ["Малышам"]


def test_ways_of_paying_follow_the_register():
    ProgramFactory(short_name="Сертифицированная")
    ProgramFactory(short_name="Бюджетная", register=Program.Register.SIGNIFICANT)
    ProgramFactory(short_name="Платная", register=Program.Register.PAID)
    ProgramFactory(short_name="Ждёт сертификации", certified_on=None)

    assert names(Filters(payments=(Payment.CERTIFICATE,))) == ["Сертифицированная"]
    assert names(Filters(payments=(Payment.BUDGET,))) == ["Бюджетная"]
    assert set(names(Filters(payments=(Payment.PAID, Payment.BUDGET)))) == {"Бюджетная", "Платная"}


def test_one_and_the_same_group_has_the_day_and_the_free_place():
    module = ModuleFactory(program__short_name="Футбол")
    SlotFactory(group=GroupFactory(module=module, capacity=10), weekday=2)
    SlotFactory(group=GroupFactory(module=module, capacity=10, seats_taken=10), weekday=6)

    assert names(Filters(weekdays=(6,))) == ["Футбол"]
    assert names(Filters(free_only=True)) == ["Футбол"]
    assert names(Filters(weekdays=(2,), free_only=True)) == ["Футбол"]
    assert names(Filters(weekdays=(6,), free_only=True)) == []


@pytest.mark.parametrize(
    "closed",
    [
        {"module__is_open": False},
        {"status": Group.Status.ARCHIVED},
        {"ends_on": date(2026, 9, 4)},
        {"capacity": 8, "seats_taken": 8},
    ],
)
def test_a_place_counts_only_where_one_can_join(closed):
    GroupFactory(**{"starts_on": date(2026, 9, 1), **closed})

    assert counting.count(Filters(), on=ON).with_places == 0
    assert names(Filters(free_only=True)) == []


def test_municipality_provider_level_and_register_narrow_the_list():
    program = ProgramFactory(level=Program.Level.ADVANCED)
    ProgramFactory(register=Program.Register.PAID)

    for filters in (
        Filters(municipality=program.provider.municipality_id),
        Filters(provider=program.provider_id),
        Filters(level=Program.Level.ADVANCED),
        Filters(register=Program.Register.CERTIFIED),
    ):
        assert names(filters) == [program.short_name]


# --- counters ---


def test_counters_tell_what_every_other_choice_would_give():
    GroupFactory(module__program__direction=direction("arts"))
    ProgramFactory(direction=direction("arts"), register=Program.Register.PAID)
    ProgramFactory(direction=direction("sport"))

    counted = counting.count(Filters(directions=("arts",)), on=ON)

    assert (counted.total, counted.with_places) == (2, 1)
    assert counted.by_direction == {"arts": 2, "sport": 1}
    assert counted.by_payment == {Payment.CERTIFICATE: 1, Payment.PAID: 1}


def test_when_nothing_is_found_each_filter_says_what_it_hides():
    ProgramFactory(short_name="Лепка", age_from=5, age_to=7)
    ProgramFactory(short_name="Лепка и гончарное дело", age_from=5, age_to=7)
    ProgramFactory(short_name="Шахматы", age_from=12, age_to=17)

    assert searching.relaxations(Filters(text="лепка", age=15), on=ON) == {"text": 1, "age": 2}


# --- order ---


def test_names_go_in_russian_order():
    for name in ("Яхта", "Ёлка", "«Ералаш»", "Жук"):
        ProgramFactory(short_name=name)

    assert names(Filters(), Sort.NAME) == ["Ёлка", "«Ералаш»", "Жук", "Яхта"]


def test_what_starts_soon_comes_first_and_what_has_begun_last():
    for name, day in (
        ("Уже идёт", date(2026, 9, 1)),
        ("В январе", date(2027, 1, 11)),
        ("В октябре", date(2026, 10, 1)),
    ):
        GroupFactory(module__program__short_name=name, starts_on=day)

    assert names(Filters(), Sort.SOON) == ["В октябре", "В январе", "Уже идёт"]


def test_without_words_programs_with_places_come_first():
    GroupFactory(module__program__short_name="Есть места")
    GroupFactory(module__program__short_name="Полно", capacity=8, seats_taken=8)

    assert names(Filters()) == ["Есть места", "Полно"]


@pytest.mark.parametrize("sort", Sort.values)
def test_pages_part_the_list_without_loss(sort):
    for _ in range(5):
        ProgramFactory(short_name="Танцы")

    pages = [
        searching.find(Filters(text="танцы"), sort=sort, on=ON, first=first, last=first + 2)
        for first in (0, 2, 4)
    ]

    assert sorted(key for page in pages for key in page) == sorted(
        Program.objects.values_list("pk", flat=True)
    )


def test_pages_behind_the_ranked_ones_go_on_in_the_order_of_publication(monkeypatch):
    monkeypatch.setattr(ordering, "RANKED", 2)
    for day in (1, 2, 3):
        ProgramFactory(short_name=f"Танцы {day}", published_on=date(2026, 8, day))

    assert names(Filters(text="танцы"), first=2, last=4) == ["Танцы 1"]


@pytest.mark.parametrize("sort", Sort.values)
def test_counters_and_page_of_what_words_find_cost_one_query(django_assert_num_queries, sort):
    GroupFactory(module__program__short_name="Роботы")
    filters = Filters(text="робот", age=8, free_only=True, payments=(Payment.CERTIFICATE,))

    with django_assert_num_queries(1):
        found = searching.answer(filters, sort=sort, on=ON, first=0, last=20)

    assert (found.total, len(found.keys)) == (1, 1)


@pytest.mark.parametrize("sort", Sort.values)
@pytest.mark.parametrize("text", ["", "танцы"])
def test_the_page_that_comes_with_the_counters_is_the_page_that_is_found(sort, text):
    for day, price in ((3, 100), (1, 300), (2, 200)):
        group = GroupFactory(
            module__program__short_name=f"Танцы {price}",
            module__program__published_on=date(2026, 8, day),
            starts_on=date(2026, 9, 10 * day),
            capacity=day * 5,
        )
        RatingFactory(program=group.program, points=price)
    GroupFactory(
        module__program__short_name="Танцы для больших",
        module__program__age_from=15,
        module__program__age_to=17,
    )
    filters = Filters(text=text, age=9, near=Point(61.5, 66.1))

    found = searching.answer(filters, sort=sort, on=ON, first=1, last=3)

    assert found.total == 3
    assert found.keys == searching.find(filters, sort=sort, on=ON, first=1, last=3)
    assert len(found.keys) == 2


def test_the_best_marked_come_first_and_those_without_marks_last():
    for points in (7_000, 9_000, 8_000):
        RatingFactory(program__short_name=f"{points}", points=points)
    ProgramFactory(short_name="Без оценок")

    assert names(Filters(), Sort.RATED) == ["9000", "8000", "7000", "Без оценок"]


# --- what triggers keep ---


def test_conditions_of_health_have_the_same_bits_in_the_database():
    with connection.cursor() as cursor:
        for code, bit in HEALTH_BITS.items():
            cursor.execute("SELECT programs_search_health(ARRAY[%s])", [code])
            assert cursor.fetchone() == (bit,)


def test_the_last_seat_and_the_first_one_are_known_at_once(group: Group):
    Group.objects.update(capacity=2)

    def has_place():
        return searching.find(Filters(free_only=True), sort=Sort.NAME, on=ON, first=0, last=9) != []

    seen = [has_place()]
    for step in (scheduling.take_seat, scheduling.take_seat, scheduling.free_seat):
        step(group)
        seen.append(has_place())

    assert seen == [True, True, False, True]


def test_a_taken_seat_between_them_writes_nothing(group: Group):
    def version():
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin, ctid FROM programs_searchgroup")
            return cursor.fetchall()

    before = version()
    scheduling.take_seat(group)

    assert version() == before


def test_closing_the_enrollment_takes_the_places_away(group: Group):
    group.module.is_open = False
    group.module.save()
    assert names(Filters(free_only=True)) == []


def test_the_timetable_of_a_group_follows_its_slots(group: Group):
    slot = SlotFactory(group=group, weekday=6)
    assert len(names(Filters(weekdays=(6,), opens=15 * 60, closes=17 * 60))) == 1

    Slot.objects.filter(pk=slot.pk).update(weekday=7)
    assert names(Filters(weekdays=(6,))) == []

    slot.delete()
    assert names(Filters(weekdays=(7,))) == []


def test_a_deleted_group_leaves_the_search(group: Group):
    SlotFactory(group=group).group.slots.all().delete()
    group.delete()

    assert not SearchGroup.objects.exists()


@pytest.mark.parametrize(
    ("card", "own_part", "month_price"),
    [
        ({}, 100_00, 900_00),
        ({"certified_on": None}, 900_00, 900_00),
        ({"register": Program.Register.PAID, "certified_on": None}, 900_00, 900_00),
        ({"register": Program.Register.SIGNIFICANT, "certified_on": None}, 0, 0),
    ],
)
def test_the_own_part_follows_price_and_register(card, own_part, month_price):
    module = ModuleFactory(
        price=8_100_00, normative_cost=7_200_00, months=9, parents_pay_extra=True
    )
    Program.objects.update(**card)

    entry = SearchEntry.objects.get(pk=module.program_id)

    assert (entry.own_part, entry.month_price) == (own_part, month_price)


def test_other_days_and_years_are_counted_as_if_chosen_instead():
    wednesday, friday = (GroupFactory(starts_on=date(2026, 9, 10)) for _ in range(2))
    SlotFactory(group=wednesday, weekday=3)
    SlotFactory(group=friday, weekday=5)
    full = GroupFactory(starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 31), seats_taken=15)
    SlotFactory(group=full, weekday=5)
    assert full.seats_taken == full.capacity

    chosen = counting.count(Filters(weekdays=(3,)), on=ON)
    assert (chosen.total, chosen.with_places, chosen.next_year) == (1, 1, 0)
    assert chosen.by_weekday == Counter({3: 1, 5: 2})

    chosen = counting.count(Filters(free_only=True, weekdays=(5,)), on=ON)
    assert (chosen.total, chosen.with_places, chosen.next_year) == (1, 1, 0)
    assert chosen.by_weekday == Counter({3: 1, 5: 1})

    chosen = counting.count(Filters(next_year=True), on=ON)
    assert (chosen.total, chosen.with_places, chosen.next_year) == (1, 0, 1)


def test_counters_leave_their_own_filter_out():
    ProgramFactory(level="basic", health_conditions=["speech"])
    ProgramFactory(level="advanced")
    SlotFactory(group=GroupFactory(module__program__level="basic"), weekday=3)

    counted = counting.count(Filters(level="basic", weekdays=(3,)), on=ON)

    assert counted.total == 1
    assert counted.by_level == {"basic": 1}
    assert counted.by_weekday == Counter({3: 1})
    assert counting.count(Filters(level="basic"), on=ON).by_level == {"basic": 2, "advanced": 1}
    assert counting.count(Filters(level="basic"), on=ON).by_health == {"speech": 1}
    assert counting.count(Filters(weekdays=(5,)), on=ON).total == 0
