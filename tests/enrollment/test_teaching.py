"""The journal of a group: what was taught decides the share, who came the parent's part (R7.21)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from enrollment import attending, teaching
from enrollment.models import Contract, Delivery, Lesson, Mark
from programs.models import Group, Slot
from providers.models import Provider
from reference.days import Month
from reference.models import Holiday
from tests.enrollment.test_documents import FEBRUARY, MARCH, Office, sums
from tests.enrollment.town import Town, make_town, refused

FEBRUARY_28 = date(2022, 2, 28)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def office(town: Town) -> Office:
    return Office(town)


@pytest.fixture
def group(town: Town) -> Group:
    """Mondays and Wednesdays at 16:00: eight lessons in February."""
    group = town.group()
    for weekday in (1, 3):
        Slot.objects.create(group=group, weekday=weekday, starts_at=time(16), ends_at=time(17))
    return group


@pytest.fixture
def w01(town: Town, group: Group) -> Contract:
    return town.sign(town.apply(town.certificate(), group))


@pytest.fixture
def lessons(town: Town, group: Group, w01: Contract) -> list[Lesson]:
    teaching.plan_month(group, FEBRUARY, by=town.parent, on=date(2022, 2, 1))
    return list(group.lessons.order_by("day"))


def note(town: Town, lesson: Lesson, status: str, **more: Any) -> None:
    more.setdefault("on", date(2022, 3, 1))
    teaching.note(lesson, Lesson.Status(status), by=town.parent, **more)


def shares(contract: Contract) -> tuple[int, int, int | None]:
    delivery = Delivery.objects.get(contract=contract, month=FEBRUARY.first_day)
    return delivery.held, delivery.planned, delivery.attended


def test_a_month_is_filled_in_from_the_timetable_once(town: Town, group: Group, lessons):
    assert len(lessons) == 8
    assert teaching.plan_month(group, FEBRUARY, by=town.parent, on=date(2022, 2, 2)) == 0


def test_holidays_have_no_lessons(town: Town, group: Group, w01: Contract):
    Holiday.objects.create(day=date(2022, 2, 23), name="День защитника Отечества")

    assert teaching.plan_month(group, FEBRUARY, by=town.parent, on=date(2022, 2, 1)) == 7


def test_what_is_not_noted_counts_as_taught(w01: Contract, lessons):
    """The share is lowered by cancelled lessons, by nothing else (R7.11)."""
    assert shares(w01) == (8, 8, None)


def test_w14a_a_cancelled_lesson_lowers_the_invoice(
    town: Town, office: Office, w01: Contract, lessons
):
    town.turn("2022-02")
    office.advance(FEBRUARY)
    town.turn("2022-03")
    note(town, lessons[3], "cancelled")

    assert shares(w01) == (7, 8, None)
    assert sums(office.invoice(FEBRUARY)) == ("1 330.98", "1 216.90", "114.08")


def test_w14c_lessons_made_up_in_march_count_in_february(
    town: Town, office: Office, w01: Contract, group: Group, lessons
):
    town.turn("2022-02", "2022-03")
    for lesson, day in ((lessons[2], 5), (lessons[5], 12)):
        note(town, lesson, "cancelled", made_up_on=date(2022, 3, day))
    teaching.plan_month(group, MARCH, by=town.parent, on=date(2022, 3, 1))

    february = office.pay(office.invoice(FEBRUARY))
    town.turn("2022-04")
    march = office.pay(office.invoice(MARCH))

    assert (sums(february)[0], sums(march)[0]) == ("1 521.12", "1 521.12")
    assert town.sums(w01.certificate)[0] == "2 400.00", "nothing returns"


def test_w15_absence_changes_the_parents_part_alone(town: Town, office: Office):
    Provider.objects.update(parent_payment_mode=Provider.ParentPayment.BY_ATTENDANCE)
    town.provider.refresh_from_db()
    group = town.group(price="8000.00")
    for weekday in (1, 3):
        Slot.objects.create(group=group, weekday=weekday, starts_at=time(16), ends_at=time(17))
    w05 = town.sign(town.apply(town.certificate(), group))
    town.turn("2022-02")
    before = attending.parent_due(w05, date(2022, 1, 31))
    teaching.plan_month(group, FEBRUARY, by=town.parent, on=date(2022, 2, 1))
    for number, lesson in enumerate(group.lessons.order_by("day")):
        kind = Mark.Kind.PRESENT if number < 5 else Mark.Kind.EXCUSED
        teaching.mark(lesson, {w05.certificate_id: kind}, by=town.parent, on=FEBRUARY_28)

    assert shares(w05) == (8, 8, 5)
    assert attending.parent_due(w05, FEBRUARY_28) - before == 10_563
    town.turn("2022-03")
    assert sums(office.invoice(FEBRUARY))[0] == "1 521.12"


def test_a_mark_is_changed_and_taken_away(town: Town, w01: Contract, lessons):
    lesson, child = lessons[0], w01.certificate_id

    for kind in (Mark.Kind.ABSENT, Mark.Kind.PRESENT):
        teaching.mark(lesson, {child: kind}, by=town.parent, on=FEBRUARY_28)
    assert shares(w01)[2] == 1

    teaching.mark(lesson, {child: ""}, by=town.parent, on=FEBRUARY_28)
    assert shares(w01)[2] is None


@pytest.mark.parametrize(
    ("status", "more"),
    [
        ("held", {"on": date(2022, 2, 1)}),
        ("held", {"made_up_on": date(2022, 3, 5)}),
        ("cancelled", {"made_up_on": date(2022, 2, 1)}),
    ],
)
def test_what_cannot_be_is_not_noted(town: Town, lessons, status: str, more: dict[str, date]):
    assert refused(lambda: note(town, lessons[7], status, **more)) == "dates"


def test_nobody_is_marked_before_the_lesson(town: Town, w01: Contract, lessons):
    early = lambda: teaching.mark(  # noqa: E731
        lessons[7], {w01.certificate_id: "present"}, by=town.parent, on=date(2022, 2, 1)
    )

    assert refused(early) == "dates"


def test_an_invoiced_month_is_corrected_not_rewritten(
    town: Town, office: Office, w01: Contract, group: Group, lessons
):
    town.turn("2022-02", "2022-03")
    office.invoice(FEBRUARY)

    assert refused(lambda: note(town, lessons[0], "cancelled")) == "already_documented"
    add = lambda: teaching.add_lesson(  # noqa: E731
        group, date(2022, 2, 5), time(10), by=town.parent, on=date(2022, 3, 5)
    )
    assert refused(add) == "already_documented"
    # who came may still be noted: it is no ground for the certificate part
    teaching.mark(lessons[0], {w01.certificate_id: "present"}, by=town.parent, on=date(2022, 3, 5))


def test_where_there_is_a_journal_nobody_types_numbers(town: Town, w01: Contract, lessons):
    typed = lambda: attending.deliver(  # noqa: E731
        w01, FEBRUARY, held=7, planned=8, by=town.parent, on=FEBRUARY_28
    )

    assert refused(typed) == "from_journal"


def test_a_lesson_beyond_the_timetable_is_added_once(town: Town, group: Group, w01: Contract):
    add = lambda: teaching.add_lesson(  # noqa: E731
        group, date(2022, 2, 5), time(10), by=town.parent, on=date(2022, 2, 1)
    )
    add()

    assert refused(add) == "already_there"
    assert shares(w01) == (1, 1, None)


def test_a_contract_takes_its_lessons_from_its_first_day(town: Town, group: Group, lessons):
    late = town.sign(
        town.apply(town.certificate(), group, starts_on=date(2022, 2, 14), on=date(2022, 2, 10)),
        on=date(2022, 2, 11),
    )
    note(town, lessons[0], "cancelled")  # of 2 February: before this child came

    assert shares(late) == (5, 5, None)


def test_a_group_without_a_timetable_is_told_so(town: Town):
    bare = town.group()

    plan = lambda: teaching.plan_month(bare, FEBRUARY, by=town.parent, on=FEBRUARY_28)  # noqa: E731
    assert refused(plan) == "no_timetable"


def test_months_outside_the_group_have_no_lessons(town: Town, group: Group, w01: Contract):
    plan = lambda: teaching.plan_month(group, Month(2022, 7), by=town.parent, on=FEBRUARY_28)  # noqa: E731

    assert refused(plan) == "dates"
