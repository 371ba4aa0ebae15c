"""Waiting for a seat, and the timed offer of one that came free (R6.31)."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from enrollment import checking, deleting, enrolling, freezing, monthly, placing, waiting
from enrollment.models import BudgetPlace, Contract, WaitingPlace
from programs import grouping, opening
from programs.models import Group, Program
from reference.days import Month
from reference.errors import RuleBroken
from tests.factories.certificates import CertificateFactory, fund
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory, SlotFactory
from users.audit import history_of
from users.models import Notification

ON = date(2026, 9, 5)
START = date(2026, 9, 7)
LATE = ON + timedelta(days=3)
TERM = timedelta(hours=48)


@pytest.fixture
def contract(funded_certificate, group, parent):
    """The only seat of the group is taken."""
    Group.objects.filter(pk=group.pk).update(capacity=1)
    return enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=ON)


@pytest.fixture
def neighbours(category_terms, certificate, stranger):
    """Three more funded children of the municipality."""
    return [
        fund(
            CertificateFactory(
                municipality=certificate.municipality,
                category=category_terms.category,
                guardian=stranger,
            ),
            category_terms,
        )
        for _ in range(3)
    ]


@pytest.fixture
def line(contract, group, neighbours, stranger):
    return [waiting.join(each, group, by=stranger, on=ON) for each in neighbours]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def refusal_of(verb):
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def lived(places, hours):
    """So many hours have passed since the seats were offered."""
    past = timedelta(hours=hours)
    WaitingPlace.objects.filter(pk__in=[each.pk for each in places], left_on=None).update(
        offered_at=F("offered_at") - past, offered_until=F("offered_until") - past
    )


def expire(municipality, on=ON, after=timedelta(0)):
    return waiting.expire_offers(municipality, on=on, at=timezone.now() + after)


def apply(certificate, group, parent, on=ON):
    return enrolling.apply(certificate, fresh(group), starts_on=START, by=parent, on=on)


# --- joining


def test_a_child_waits_for_a_full_group_in_order_of_time(line):
    assert [waiting.number_in_line(each) for each in line] == [1, 2, 3]
    assert checking.differences() == []


def test_a_child_waits_for_enrollment_to_open(certificate, group, parent):
    group.module.is_open = False
    group.module.save()

    assert waiting.join(certificate, group, by=parent, on=ON).is_waiting


def test_nobody_waits_where_there_are_seats(certificate, group, parent):
    assert refusal_of(lambda: waiting.join(certificate, group, by=parent, on=ON)) == "seats_free"


def test_nobody_waits_for_a_group_that_is_over(certificate, full_group, parent):
    late = full_group.ends_on

    assert (
        refusal_of(lambda: waiting.join(certificate, full_group, by=parent, on=late))
        == "group_over"
    )


def test_a_child_waits_once(line, neighbours, group, stranger):
    code = refusal_of(lambda: waiting.join(neighbours[0], group, by=stranger, on=ON))

    assert code == "already_waiting"


def test_a_child_of_the_module_does_not_wait_for_it(contract, group, parent):
    other = GroupFactory(module=group.module, capacity=1, seats_taken=1)

    for each in (group, other):
        code = refusal_of(
            lambda each=each: waiting.join(contract.certificate, each, by=parent, on=ON)
        )
        assert code == "already_applied"


def test_a_closed_certificate_does_not_wait(certificate, full_group, parent, moc):
    freezing.close(certificate, "r", by=moc, on=ON)
    certificate.refresh_from_db()

    code = refusal_of(lambda: waiting.join(certificate, full_group, by=parent, on=ON))

    assert code == "certificate_not_active"


def test_a_certificate_that_was_closed_meanwhile_does_not_wait(
    certificate, full_group, parent, moc
):
    freezing.close(certificate, "r", by=moc, on=ON)

    code = refusal_of(lambda: waiting.join(certificate, full_group, by=parent, on=ON))

    assert code == "certificate_not_active"


def test_the_place_in_line_can_be_given_up_twice(line, stranger):
    for _ in range(2):
        waiting.leave(line[0], by=stranger, on=ON)

    assert [event.action for event in history_of(line[0])] == ["waiting.joined", "waiting.left"]
    assert waiting.number_in_line(line[1]) == 1


# --- a seat comes free


def test_a_freed_seat_is_kept_for_the_first_in_line(contract, line, group, parent, stranger):
    enrolling.withdraw(contract, by=parent, on=ON)

    first = fresh(line[0])
    assert (first.is_offered, fresh(group).seats_taken) == (True, 1)
    assert [waiting.number_in_line(each) for each in line[1:]] == [1, 2]
    letter = Notification.objects.get(kind="enrollment.seat_offered")
    assert letter.recipient == stranger
    assert letter.url == reverse("enrollment:waiting", args=(first.pk,))
    assert checking.differences() == []


def test_an_offer_stands_for_forty_eight_hours_to_the_minute(contract, line, parent, municipality):
    municipality.time_zone = "Asia/Vladivostok"
    municipality.save()

    enrolling.withdraw(contract, by=parent, on=ON)

    first = fresh(line[0])
    assert first.offered_until - first.offered_at == TERM
    there = first.offered_until.astimezone(ZoneInfo("Asia/Vladivostok"))
    assert (
        f"до {there:%d.%m.%Y, %H:%M}."
        in Notification.objects.get(kind="enrollment.seat_offered").body
    )
    assert (
        history_of(first).get(action="waiting.offered").details["until"]
        == f"{there:%d.%m.%Y %H:%M}"
    )


def test_the_region_says_how_many_days_an_offer_stands(contract, line, parent, municipality):
    municipality.region.settings = {"waiting_offer_days": 7}
    municipality.region.save()

    enrolling.withdraw(contract, by=parent, on=ON)

    first = fresh(line[0])
    assert first.offered_until - first.offered_at == timedelta(days=7)


@pytest.mark.parametrize("way", ["withdraw", "refuse", "delete", "end"])
def test_every_way_to_leave_offers_the_seat(
    way, contract, line, group, parent, provider_manager, operator, plan
):
    if way == "withdraw":
        enrolling.withdraw(contract, by=parent, on=ON)
    elif way == "refuse":
        enrolling.refuse(contract, Contract.Refusal.AGE, by=provider_manager, on=ON)
    elif way == "delete":
        deleting.delete(contract, by=operator, on=ON)
    else:
        enrolling.accept(contract, by=provider_manager, on=ON)
        enrolling.sign(contract, by=parent, on=ON)
        Contract.objects.filter(pk=contract.pk).update(
            status="terminating", ended_by="parent", ends_on=date(2026, 9, 30)
        )
        contract.instalments.filter(month__gt=date(2026, 9, 1)).update(status="released")
        monthly.turn(plan.municipality, Month(2026, 10))

    assert fresh(line[0]).is_offered
    assert fresh(group).seats_taken == 1


def test_more_places_are_offered_at_once(line, group, provider_manager):
    Group.objects.filter(pk=group.pk).update(capacity=1)
    slot = SlotFactory(group=group)
    fields = grouping.GroupFields(group.name, group.starts_on, group.ends_on, capacity=3)
    slots = [grouping.SlotFields(slot.weekday, slot.starts_at, slot.ends_at)]

    grouping.revise_group(group, fields, slots, by=provider_manager, on=ON)

    assert [fresh(each).is_offered for each in line] == [True, True, False]
    assert checking.differences() == []


def test_opened_enrollment_serves_the_line_first(
    certificate, group, parent, provider_manager, agreement
):
    SlotFactory(group=group)
    group.module.is_open = False
    group.module.save()
    place = waiting.join(certificate, group, by=parent, on=ON)

    opening.open_enrollment(group.module, by=provider_manager, on=ON)

    assert fresh(place).is_offered


def test_while_enrollment_is_closed_nothing_is_offered(contract, line, group, parent):
    group.module.is_open = False
    group.module.save()

    enrolling.withdraw(contract, by=parent, on=ON)

    assert not fresh(line[0]).is_offered


def test_it_is_too_late_to_offer_when_no_day_is_left(contract, line, group, operator):
    deleting.delete(contract, by=operator, on=group.ends_on)

    assert not fresh(line[0]).is_offered


def test_who_could_not_use_the_seat_is_passed_over(contract, line, neighbours, group, parent, moc):
    freezing.suspend(neighbours[0], "r", by=moc, on=ON)
    other = GroupFactory(module=group.module)
    enrolling.apply(neighbours[1], other, starts_on=START, by=parent, on=ON)

    enrolling.withdraw(contract, by=parent, on=ON)

    assert [fresh(each).is_offered for each in line] == [False, False, True]


# --- the answer


def test_the_offered_seat_is_taken_by_applying(contract, line, neighbours, group, parent):
    enrolling.withdraw(contract, by=parent, on=ON)
    assert refusal_of(lambda: apply(neighbours[1], group, parent)) == "group_full"

    lived(line, 47.99)
    apply(neighbours[0], group, parent, on=LATE)

    assert (fresh(line[0]).ending, fresh(group).seats_taken) == ("seated", 1)
    assert checking.differences() == []


def test_a_late_answer_is_refused(contract, line, neighbours, group, parent):
    """The verb looks at the clock itself: the job may be late."""
    enrolling.withdraw(contract, by=parent, on=ON)
    lived(line, 48)

    assert refusal_of(lambda: apply(neighbours[0], group, parent)) == "offer_lapsed"
    expire(contract.certificate.municipality)
    assert refusal_of(lambda: apply(neighbours[0], group, parent)) == "offer_lapsed"


def test_a_declined_seat_goes_to_the_next(contract, line, group, parent, stranger):
    enrolling.withdraw(contract, by=parent, on=ON)

    waiting.leave(line[0], by=stranger, on=ON)

    assert (fresh(line[0]).ending, fresh(line[1]).is_offered) == ("declined", True)
    assert fresh(group).seats_taken == 1
    assert checking.differences() == []


def test_silence_gives_the_seat_to_the_next_once(contract, line, group, parent, municipality):
    enrolling.withdraw(contract, by=parent, on=ON)
    lived(line, 47.99)
    assert expire(municipality) == 0
    assert not waiting.has_lapsed(municipality, timezone.now())

    lived(line, 0.01)
    assert waiting.has_lapsed(municipality, timezone.now())
    assert expire(municipality) == 1
    assert expire(municipality) == 0

    assert fresh(line[0]).ending == "lapsed"
    next_in_line = fresh(line[1])
    assert next_in_line.offered_until - next_in_line.offered_at == TERM
    assert fresh(group).seats_taken == 1
    assert Notification.objects.filter(kind="enrollment.seat_offer_lapsed").count() == 1
    assert checking.differences() == []


def test_who_did_not_answer_may_stand_in_line_again(
    contract, line, neighbours, group, parent, stranger, municipality
):
    enrolling.withdraw(contract, by=parent, on=ON)
    lived(line, 48)
    expire(municipality)

    again = waiting.join(neighbours[0], group, by=stranger, on=LATE)

    assert waiting.number_in_line(again) == 2
    assert refusal_of(lambda: apply(neighbours[0], group, parent, on=LATE)) == "group_full"


def test_the_last_in_line_leaves_the_seat_free(contract, line, group, parent, municipality):
    enrolling.withdraw(contract, by=parent, on=ON)
    for _ in line:
        lived(line, 48)
        expire(municipality)

    assert fresh(group).seats_taken == 0
    assert checking.differences() == []


def test_what_came_free_unseen_is_offered_by_the_daily_work(contract, line, group, municipality):
    Group.objects.filter(pk=group.pk).update(capacity=2)

    expire(municipality)

    assert fresh(line[0]).is_offered


def test_the_line_of_a_group_that_is_over_ends(contract, line, group, parent, municipality):
    enrolling.withdraw(contract, by=parent, on=group.ends_on - timedelta(days=1))

    expire(municipality, on=group.ends_on)

    assert {fresh(each).ending for each in line} == {"group_over"}
    assert fresh(group).seats_taken == 0
    assert checking.differences() == []


def test_a_closed_certificate_gives_its_offer_back(contract, line, neighbours, group, parent, moc):
    enrolling.withdraw(contract, by=parent, on=ON)

    freezing.close(neighbours[0], "r", by=moc, on=ON)

    assert fresh(line[0]).ending == "declined"
    assert fresh(line[1]).is_offered
    assert checking.differences() == []


# --- places without money


def test_a_budget_place_is_offered_and_taken(certificate, neighbours, provider, parent, stranger):
    program = ProgramFactory(provider=provider, register=Program.Register.SIGNIFICANT)
    chess = GroupFactory(module=ModuleFactory(program=program), capacity=1)
    ask = {"starts_on": START, "by": parent, "on": ON}
    held = placing.apply_for_budget_place(certificate, chess, **ask)
    place = waiting.join(neighbours[0], chess, by=stranger, on=ON)

    placing.withdraw(held, by=parent, on=ON)
    assert refusal_of(lambda: placing.apply_for_budget_place(certificate, chess, **ask)) == (
        "group_full"
    )
    taken = placing.apply_for_budget_place(neighbours[0], fresh(chess), **ask)

    assert taken.status == BudgetPlace.Status.NEW
    assert (fresh(place).ending, fresh(chess).seats_taken) == ("seated", 1)
    assert checking.differences() == []


def test_who_gets_a_seat_waits_no_more(certificate, provider, parent):
    program = ProgramFactory(provider=provider, register=Program.Register.SIGNIFICANT)
    chess = GroupFactory(module=ModuleFactory(program=program))
    WaitingPlace.objects.create(
        certificate=certificate, group=chess, joined_by=parent, joined_on=ON
    )

    placing.apply_for_budget_place(certificate, chess, starts_on=START, by=parent, on=ON)

    assert not WaitingPlace.objects.waiting().exists()
