"""The calculator of parameters: children, norms, hours and money become a plan (R3.07)."""

from datetime import date
from decimal import Decimal

import pytest

from enrollment import calculating
from enrollment.calculating import Assumptions, Study
from programs.models import Norm
from reference.errors import RuleBroken
from reference.models import Direction, FundingPlan
from reference.money import parse
from tests.enrollment.town import make_town
from tests.factories.reference import direction


@pytest.fixture
def town(db):
    return make_town()


def assumptions(**changes) -> Assumptions:
    return Assumptions(
        **{
            "population": 2311,
            "covered": 25,
            "hours": Decimal(72),
            "studies": (
                Study(direction("technical"), parse("92.35"), 60),
                Study(direction("arts"), parse("80.00"), 40),
            ),
            **changes,
        }
    )


def test_the_nominal_is_what_an_average_program_costs_in_whole_rubles(db):
    # (0.6 × 92.35 + 0.4 × 80.00) × 72 = 6 293.52
    assert calculating.propose(assumptions()).nominal == parse("6294.00")


def test_without_a_budget_line_everyone_who_wants_it_is_counted(db):
    proposal = calculating.propose(assumptions())

    assert (proposal.wanted, proposal.number) == (577, 577)
    assert proposal.volume == 577 * proposal.nominal
    assert proposal.without_money == 0


def test_the_number_is_what_the_money_reaches_rounded_down(db):
    volume = 100 * parse("6294.00") - 1

    proposal = calculating.propose(assumptions(volume=volume))

    assert proposal.number == 99
    assert proposal.volume <= volume
    assert proposal.without_money == 577 - 99


@pytest.mark.parametrize(("first", "second"), [(60, 39), (60, 41), (0, 0)])
def test_the_shares_make_a_hundred(db, first, second):
    studies = (Study(direction("technical"), 1, first), Study(direction("arts"), 1, second))

    with pytest.raises(RuleBroken) as refusal:
        calculating.propose(assumptions(studies=studies))

    assert refusal.value.code == "shares"


def test_a_program_that_costs_nothing_has_no_nominal(db):
    with pytest.raises(RuleBroken) as refusal:
        calculating.propose(assumptions(studies=(Study(direction("arts"), 0, 100),)))

    assert refusal.value.code == "no_nominal"


def test_the_contracts_of_the_last_plan_say_what_children_choose(town):
    for code in ("technical", "technical", "arts"):
        town.apply(town.certificate(), town.group(price="100.00", norm="100.00", code=code))
    Norm.objects.create(plan=town.plan, direction=direction("arts"), hour=8000)

    experience = calculating.experience_of(town.municipality, on=date(2022, 6, 1))

    shares = {study.direction.code: study.share for study in experience.studies}
    assert sum(shares.values()) == 100
    assert (shares["technical"], shares["arts"]) == (67, 33)
    norms = {study.direction.code: study.hour for study in experience.studies}
    assert norms["arts"] == 8000
    assert experience.hours == 72


def test_a_plan_that_has_not_begun_teaches_nothing(town):
    town.next_plan()

    assert calculating.experience_of(town.municipality, on=date(2022, 6, 1)).plan == town.plan


def test_a_municipality_without_a_plan_has_no_experience(municipality):
    experience = calculating.experience_of(municipality, on=date(2022, 6, 1))

    assert experience.plan is None
    assert len(experience.studies) == Direction.objects.count()


def test_the_proposal_is_saved_as_a_draft_with_its_norms(town):
    plan = calculating.save_as_draft(
        town.municipality,
        assumptions(volume=parse("700000.00")),
        category=town.terms.category.name,
        starts_on=date(2023, 1, 1),
        ends_on=date(2023, 12, 31),
        by=town.payer,
    )

    terms = plan.category_terms.get()
    assert plan.status == FundingPlan.Status.DRAFT
    assert (terms.category, terms.nominal) == (town.terms.category, parse("6294.00"))
    assert terms.number_limit == 111
    assert terms.sum_limit == 111 * parse("6294.00")
    assert {norm.direction.code: norm.hour for norm in plan.norms.all()} == {
        "technical": parse("92.35"),
        "arts": parse("80.00"),
    }


def test_a_period_that_has_a_plan_takes_no_second_one(town):
    with pytest.raises(RuleBroken) as refusal:
        calculating.save_as_draft(
            town.municipality,
            assumptions(),
            category="все дети",
            starts_on=date(2022, 9, 1),
            ends_on=date(2023, 8, 31),
            by=town.payer,
        )

    assert refusal.value.code == "overlap"
    assert town.municipality.funding_plans.count() == 1
