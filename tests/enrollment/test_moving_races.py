"""Children move and go on while others press: no seat is lost, none is taken twice."""

from datetime import date

import pytest

from enrollment import checking, enrolling, monthly, moving, prolonging
from enrollment.models import Contract, Prolongation, ProlongationLine
from programs.models import Group
from reference.days import Month
from tests.enrollment.test_races import at_once
from tests.factories.certificates import CertificateFactory, fund
from tests.factories.programs import GroupFactory, SlotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

ON = date(2026, 9, 5)
START = date(2026, 9, 7)
MAY = date(2027, 5, 20)


@pytest.fixture
def contracts(funded_certificate, category_terms, group, parent):
    """Four children study in the group."""
    children = [
        fund(
            CertificateFactory(
                municipality=funded_certificate.municipality, category=category_terms.category
            ),
            category_terms,
        )
        for _ in range(4)
    ]
    return [study(child, group, parent) for child in children]


def study(certificate, group, parent):
    contract = enrolling.apply(certificate, group, starts_on=START, by=parent, on=ON)
    enrolling.accept(contract, by=parent, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


def other(group, **changes):
    other = GroupFactory(module=group.module, **changes)
    SlotFactory(group=other)
    return other


def seats(group):
    return Group.objects.get(pk=group.pk).seats_taken


def test_the_last_seat_of_the_other_group_has_one_winner(
    contracts, funded_certificate, group, parent
):
    target = other(group, capacity=1)

    ends = at_once(
        *[lambda each=each: moving.move(each, target, by=parent, on=ON) for each in contracts],
        lambda: enrolling.apply(funded_certificate, target, starts_on=START, by=parent, on=ON),
    )

    assert ends == ["done", *["group_full"] * 4]
    assert checking.differences() == []


def test_children_who_cross_each_other_do_not_block(contracts, group, parent):
    target = other(group)
    SlotFactory(group=group)
    there = [moving.move(each, target, by=parent, on=ON) for each in contracts[:2]]

    ends = at_once(
        *[lambda each=each: moving.move(each, group, by=parent, on=ON) for each in there],
        *[lambda each=each: moving.move(each, target, by=parent, on=ON) for each in contracts[2:]],
    )

    assert ends == ["done"] * 4
    assert (seats(group), seats(target)) == (2, 2)
    assert checking.differences() == []


def test_a_group_is_offered_to_go_on_by_two_at_once(contracts, group, parent):
    later = other(group, starts_on=date(2027, 6, 7), ends_on=date(2027, 8, 20))

    at_once(*[lambda: prolonging.prolong(group, later, by=parent, on=MAY)] * 2)

    offers = Contract.objects.filter(continues__isnull=False)
    assert offers.count() == len(contracts) == seats(later)
    assert {line.code for line in ProlongationLine.objects.filter(offered=None)} <= {"not_ending"}
    assert Prolongation.objects.exists()
    assert checking.differences() == []


def test_the_parent_and_the_organisation_go_on_once(contracts, group, parent):
    later = other(group, starts_on=date(2027, 6, 7), ends_on=date(2027, 8, 20))
    contract = contracts[0]

    at_once(
        lambda: prolonging.prolong(group, later, by=parent, on=MAY),
        *[lambda: prolonging.continue_(contract, later, by=parent, on=MAY)] * 2,
    )

    assert Contract.objects.filter(continues=contract).count() == 1
    assert checking.differences() == []


def test_silence_and_an_objection_come_at_the_same_moment(
    contracts, group, parent, municipality, plan
):
    plan.settings = {"auto_prolongation": True}
    plan.save()
    later = other(group, starts_on=date(2027, 6, 7), ends_on=date(2027, 8, 20))
    prolonging.prolong(group, later, by=parent, on=MAY)
    offers = list(Contract.objects.filter(continues__isnull=False))

    at_once(
        lambda: prolonging.settle(municipality, on=date(2027, 6, 1)),
        lambda: prolonging.settle(municipality, on=date(2027, 6, 1)),
        *[lambda each=each: enrolling.withdraw(each, by=parent, on=MAY) for each in offers],
    )

    ends = set(Contract.objects.filter(pk__in=[each.pk for each in offers]).values_list("status"))
    assert ends == {("withdrawn",)}  # signed by silence or not, before the lessons it may
    assert seats(later) == 0
    assert checking.differences() == []


def test_pupils_go_on_while_the_month_is_turned(contracts, group, parent, municipality):
    for month in range(10, 18):
        monthly.turn(municipality, Month(2026, 9).shift(month - 9))
    later = other(group, starts_on=date(2027, 6, 7), ends_on=date(2027, 8, 20))

    at_once(
        lambda: monthly.turn(municipality, Month(2027, 6)),
        lambda: prolonging.prolong(group, later, by=parent, on=date(2027, 6, 1)),
    )

    assert (seats(group), seats(later)) == (0, 4)
    assert checking.differences() == []
