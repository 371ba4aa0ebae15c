"""Certificates are suspended, promoted and turned while others move the same money."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from certificates import issuing, planning, recategorising
from certificates.models import Certificate
from enrollment import (
    checking,
    enrolling,
    freezing,
    limiting,
    monthly,
    returning,
    transferring,
)
from enrollment.models import Contract
from programs.models import Group
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import Category
from tests.enrollment.test_races import at_once
from tests.enrollment.town import Town, make_town
from tests.factories.reference import (
    CategoryFactory,
    MunicipalityFactory,
    PlanFactory,
    TermsFactory,
    direction,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

ON = date(2022, 1, 9)


@pytest.fixture
def town(six_directions: None) -> Town:
    return make_town()


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """Do the second while the transaction of the first is done but not yet committed."""
    done, go_on = Event(), Event()

    def held() -> None:
        try:
            with transaction.atomic():
                first()
                done.set()
                go_on.wait(timeout=1)
        finally:
            done.set()
            connection.close()

    def late() -> None:
        done.wait(timeout=10)
        try:
            second()
        finally:
            go_on.set()
            connection.close()

    with ThreadPoolExecutor(2) as people:
        for each in [people.submit(held), people.submit(late)]:
            each.result()


def test_whoever_is_being_suspended_is_not_promoted(town: Town):
    town.limit(1, None)
    town.certificate()
    waiting, next_one = town.certificate(), town.certificate()

    meanwhile(
        lambda: issuing.suspend(waiting, "moved", by=town.payer, on=ON),
        lambda: town.limit(2, None),
    )

    waiting.refresh_from_db()
    assert (waiting.status, waiting.type) == ("suspended", "accounting")
    assert Certificate.objects.get(pk=next_one.pk).is_funded
    assert checking.differences() == []


def test_a_certificate_suspended_at_the_turn_of_the_period_has_no_new_money(town: Town):
    certificate = town.certificate()
    town.next_plan()
    january = date(2023, 1, 1)

    meanwhile(
        lambda: monthly.turn(town.municipality, Month.of(january)),
        lambda: freezing.suspend(certificate, "moved", by=town.payer, on=january),
    )

    assert Certificate.objects.get(pk=certificate.pk).status == "suspended"
    assert checking.differences() == []


def test_a_first_booking_and_a_suspension_do_not_miss_each_other(town: Town):
    certificate = town.certificate()
    town.next_plan()
    planning.allow_next_plan(town.plan, by=town.payer, on=ON)
    lessons = town.group(starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))

    def book() -> Contract:
        return enrolling.apply(
            certificate, lessons, starts_on=date(2023, 1, 9), by=town.parent, on=ON
        )

    meanwhile(book, lambda: freezing.suspend(certificate, "moved", by=town.payer, on=ON))

    assert Contract.objects.get().status == "refused"
    assert checking.differences() == []


def test_two_months_turned_at_once_free_a_seat_once(town: Town):
    group = town.group()
    for _ in range(4):
        town.sign(town.apply(town.certificate(), group))
    town.turn("2022-02", "2022-03", "2022-04")

    ends = at_once(
        *[
            lambda month=month: monthly.turn(town.municipality, Month.parse(month))
            for month in ("2022-06", "2022-07", "2022-08")
        ]
    )

    assert ends == ["done"] * 3
    assert Group.objects.get(pk=group.pk).seats_taken == 0
    assert checking.differences() == []


def test_a_contract_signed_while_the_ending_ones_are_marked_is_counted_right(town: Town):
    """Its direction is counted by the statement that marks, not by one before it."""
    limiting.set_limit(town.plan, direction(), 5, by=town.payer, on=ON)
    group = town.group()
    contracts = [town.apply(town.certificate(), group) for _ in range(4)]
    for contract in contracts:
        enrolling.accept(contract, by=town.parent, on=date(2022, 4, 28))

    at_once(
        lambda: monthly.turn(town.municipality, Month.parse("2022-05")),
        *[
            lambda contract=contract: enrolling.sign(contract, by=town.parent, on=date(2022, 5, 1))
            for contract in contracts
        ],
    )

    assert checking.differences() == []


def test_suspensions_and_applications_never_wait_for_each_other_in_a_ring(town: Town):
    """Each certificate has two applications; freezing takes both groups and then the direction."""
    limiting.set_limit(town.plan, direction(), 100, by=town.payer, on=ON)
    planning.set_nominal(town.terms, 3_000_000, by=town.payer, on=ON)
    groups = [town.group() for _ in range(3)]
    leaving = [town.certificate() for _ in range(4)]
    for number, certificate in enumerate(leaving):
        order = groups if number % 2 else groups[::-1]
        for group in order:
            town.apply(certificate, group)
    coming = [town.certificate() for _ in range(4)]

    ends = at_once(
        *[lambda one=one: freezing.suspend(one, "moved", by=town.payer, on=ON) for one in leaving],
        *[
            lambda one=one, group=group: enrolling.apply(
                one, group, starts_on=date(2022, 1, 10), by=town.parent, on=ON
            )
            for number, one in enumerate(coming)
            for group in groups[number % 3 :]
        ],
    )

    assert set(ends) == {"done"}
    assert checking.differences() == []


def unused_long_ago(town: Town) -> Certificate:
    certificate = town.certificate()
    Certificate.objects.filter(pk=certificate.pk).update(
        type_changed_at=datetime(2022, 1, 1, tzinfo=UTC)
    )
    return certificate


def return_unused(town: Town) -> int:
    at = datetime(2022, 3, 1, 10, tzinfo=UTC)
    return returning.return_unused(town.municipality, by=town.payer, at=at)


def test_what_is_applied_with_meanwhile_is_not_returned_as_unused(town: Town):
    certificate, group = unused_long_ago(town), town.group()

    meanwhile(lambda: town.apply(certificate, group), lambda: return_unused(town))

    assert Certificate.objects.get(pk=certificate.pk).is_funded
    assert checking.differences() == []


def test_what_is_returned_as_unused_meanwhile_is_not_applied_with(town: Town):
    certificate, group = unused_long_ago(town), town.group()
    codes: list[str] = []

    def apply() -> None:
        try:
            enrolling.apply(certificate, group, starts_on=date(2022, 1, 10), by=town.parent, on=ON)
        except RuleBroken as refusal:
            codes.append(refusal.code)

    meanwhile(lambda: return_unused(town), apply)

    assert codes == ["accounting_certificate"]
    assert checking.differences() == []


def test_a_category_and_an_application_do_not_miss_each_other(town: Town):
    certificate, group = town.certificate(), town.group()
    poorer = TermsFactory(
        plan=town.plan,
        category=CategoryFactory(municipality=town.municipality, name="other"),
        nominal=7_000_00,
    ).category
    codes: list[str] = []

    def change() -> None:
        try:
            recategorising.change_category(certificate, poorer, by=town.payer, on=ON)
        except RuleBroken as refusal:
            codes.append(refusal.code)

    meanwhile(lambda: town.apply(certificate, group), change)

    assert codes == ["committed_money"]
    assert checking.differences() == []


def test_two_desks_that_take_a_child_over_have_one_certificate_between_them(town: Town):
    certificate = town.certificate()
    there = [
        TermsFactory(
            plan=PlanFactory(
                municipality=MunicipalityFactory(region=town.municipality.region),
                starts_on=date(2022, 1, 1),
                ends_on=date(2022, 12, 31),
            )
        ).category
        for _ in range(2)
    ]
    codes: list[str] = []

    def take(category: Category) -> None:
        try:
            transferring.transfer(certificate, category, by=town.payer, on=ON)
        except RuleBroken as refusal:
            codes.append(refusal.code)

    meanwhile(lambda: take(there[0]), lambda: take(there[1]))

    assert codes == ["certificate_closed"]
    assert Certificate.objects.living().filter(child=certificate.child).count() == 1
    assert checking.differences() == []
