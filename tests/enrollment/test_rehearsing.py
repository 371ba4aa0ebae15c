"""A draft played against the contracts of the last plan (R3.07)."""

from datetime import date

import pytest

from enrollment import rehearsing
from reference.models import FundingPlan
from reference.money import parse
from tests.enrollment.town import make_town
from tests.factories.reference import PlanFactory, TermsFactory


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def draft(town):
    return PlanFactory(
        municipality=town.municipality,
        status=FundingPlan.Status.DRAFT,
        starts_on=date(2023, 1, 1),
        ends_on=date(2023, 12, 31),
    )


def play(town, draft, nominal: str, number: int | None = None):
    terms = TermsFactory(
        plan=draft, category=town.terms.category, nominal=parse(nominal), number_limit=number
    )
    [rehearsal] = rehearsing.rehearse(draft, town.plan)
    assert rehearsal.terms == terms
    return rehearsal


def test_the_parameters_of_the_period_pay_what_was_paid(town, draft):
    contract = town.sign(town.apply(town.certificate(), town.group()))

    before = play(town, draft, "9600.00").before

    assert before.children == 1
    assert before.paid == contract.certificate_part
    assert before.paid_by_families == 0


def test_a_smaller_nominal_leaves_the_rest_to_the_family(town, draft):
    town.sign(town.apply(town.certificate(), town.group()))

    after = play(town, draft, "5000.00", number=10).after

    assert (after.short, after.left_out) == (1, 0)
    assert after.paid == parse("5000.00")
    assert after.paid_by_families == parse("2200.00")
    assert after.unused == 9 * parse("5000.00")


def test_whoever_began_first_has_the_money_first(town, draft):
    group = town.group()
    for _each in range(3):
        town.sign(town.apply(town.certificate(), group))

    after = play(town, draft, "9600.00", number=2).after

    assert (after.children, after.left_out) == (3, 1)
    assert after.paid == 2 * parse("7200.00")


def test_months_that_were_not_taught_are_not_wanted(town, draft):
    contract = town.sign(town.apply(town.certificate(), town.group()))
    town.turn("2022-02", "2022-03")
    town.terminate(contract, date(2022, 3, 14))

    assert play(town, draft, "9600.00").after.paid == parse("4157.76")


def test_what_is_above_the_norm_is_the_familys_in_any_plan(town, draft):
    town.sign(town.apply(town.certificate(), town.group(price="8000.00", norm="7200.00")))

    after = play(town, draft, "9600.00").after

    assert (after.wanted, after.paid) == (parse("7200.00"), parse("7200.00"))


def test_without_an_earlier_plan_there_is_nothing_to_play_against(municipality):
    draft = PlanFactory(municipality=municipality, status=FundingPlan.Status.DRAFT)

    assert rehearsing.plan_before(draft) is None
