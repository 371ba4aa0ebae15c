"""Whose turn it is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from enrollment import awaiting, enrolling, waiting
from programs.models import Group
from tests.factories.enrollment import WaitingPlaceFactory

ON = date(2026, 9, 5)
NOON = datetime(2026, 9, 5, 12, tzinfo=UTC)


@pytest.fixture
def contract(funded_certificate, group, parent):
    return enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON)


def test_the_organisation_answers_first(contract):
    turn = awaiting.turn_of(contract, on=ON)

    assert (turn.whose, turn.until) == (awaiting.PROVIDER, ON + timedelta(days=5))
    assert "10.09.2026" in turn.words


def test_the_term_is_over_the_day_after_it(contract):
    assert not awaiting.turn_of(contract, on=date(2026, 9, 10)).is_overdue
    assert awaiting.turn_of(contract, on=date(2026, 9, 11)).is_overdue


def test_then_the_parent_signs(contract, provider_manager):
    contract = enrolling.accept(contract, by=provider_manager, on=ON)

    turn = awaiting.turn_of(contract, on=ON)

    assert (turn.whose, turn.until) == (awaiting.PARENT, date(2026, 9, 15))


def test_a_signed_contract_waits_for_nobody(contract, provider_manager, parent):
    contract = enrolling.accept(contract, by=provider_manager, on=ON)
    contract = enrolling.sign(contract, by=parent, on=ON)

    assert awaiting.turn_of(contract, on=ON).words == ""


def test_a_municipality_may_give_another_term(contract, plan):
    plan.settings = {"provider_decision_days": 3}
    plan.save(update_fields=["settings"])
    contract.refresh_from_db()

    assert awaiting.turn_of(contract, on=ON).until == date(2026, 9, 8)


def test_the_family_reads_that_it_is_its_turn(contract, provider_manager):
    contract = enrolling.accept(contract, by=provider_manager, on=ON)

    turn = awaiting.turn_of(contract, on=ON)

    assert "ход за вами" in turn.family_words
    assert "ход за родителем" in turn.words


def test_who_waits_for_the_organisation_is_told_so_by_both_sentences(contract):
    turn = awaiting.turn_of(contract, on=ON)

    assert turn.family_words == turn.words


def test_a_place_in_line_waits_for_nobody_until_a_seat_is_kept(funded_certificate, group, parent):
    Group.objects.filter(pk=group.pk).update(seats_taken=group.capacity)
    place = waiting.join(funded_certificate, group, by=parent, on=ON)
    assert awaiting.turn_of_waiting(place, at=NOON).words == ""

    place.offered_at, place.offered_until = NOON, NOON + timedelta(hours=48)

    turn = awaiting.turn_of_waiting(place, at=NOON)
    assert (turn.whose, turn.until) == (awaiting.PARENT, date(2026, 9, 7))
    assert "до 07.09.2026, 15:00" in turn.family_words


@pytest.mark.parametrize(
    ("passed", "is_overdue", "clock"),
    [
        (timedelta(0), False, "Осталось 48 ч 0 мин."),
        (timedelta(hours=47), False, "Осталось 1 ч 0 мин."),
        (timedelta(hours=47, minutes=30), False, "Осталось 30 мин."),
        (timedelta(hours=48), True, ""),
    ],
)
def test_the_clock_of_a_kept_seat_counts_hours(db, passed, is_overdue, clock):
    place = WaitingPlaceFactory(offered_at=NOON, offered_until=NOON + timedelta(hours=48))

    turn = awaiting.turn_of_waiting(place, at=NOON + passed)

    assert (turn.is_overdue, turn.clock) == (is_overdue, clock)
