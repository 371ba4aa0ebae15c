"""R3.18: every version of a plan is kept, with its day and its act."""

from datetime import date

import pytest

from certificates import planning
from certificates.models import PlanVersion
from enrollment import limiting
from reference.errors import RuleBroken
from reference.models import FundingPlan
from reference.money import parse
from tests.enrollment.town import Town, make_town, sound
from tests.factories.reference import PlanFactory, TermsFactory, direction

ON = date(2022, 3, 1)
ACT = "Постановление № 17 от 01.03.2022"


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def test_each_change_of_parameters_is_a_version(town: Town):
    planning.set_nominal(town.terms, parse("10000.00"), act=ACT, by=town.payer, on=ON)
    planning.set_limits(town.terms, number_limit=5, sum_limit=None, by=town.payer, on=ON)
    planning.set_limits(town.terms, number_limit=5, sum_limit=None, by=town.payer, on=ON)
    limiting.set_limit(town.plan, direction("technical"), 3, act=ACT, by=town.payer, on=ON)

    told = [(each.ordinal, each.act) for each in town.plan.versions.order_by("ordinal")]
    assert told == [(1, ACT), (2, ""), (3, ACT)]
    last = town.plan.versions.first()
    assert last is not None
    assert last.parameters["categories"][0]["nominal"] == parse("10000.00")
    assert last.parameters["directions"] == {"technical": 3}


def test_the_first_version_is_what_was_approved(municipality, payer):
    draft = PlanFactory(
        municipality=municipality, status=FundingPlan.Status.DRAFT, act="Приказ № 1"
    )
    TermsFactory(plan=draft)

    planning.approve(draft, by=payer, on=date(2026, 8, 20))

    version = PlanVersion.objects.get()
    assert (version.ordinal, version.act) == (1, "Приказ № 1")


def test_a_greater_volume_moves_the_queue(town: Town):
    town.plan.volume = parse("9600.00")
    town.plan.save(update_fields=["volume"])
    town.certificate()
    waiting = town.certificate()
    assert not waiting.is_funded

    planning.set_volume(town.plan, parse("19200.00"), act=ACT, by=town.payer, on=ON)

    sound()
    waiting.refresh_from_db()
    assert waiting.is_funded


def test_the_volume_is_not_lowered_below_what_is_issued(town: Town):
    town.certificate()

    with pytest.raises(RuleBroken) as refusal:
        planning.set_volume(town.plan, parse("9599.99"), by=town.payer, on=ON)

    assert refusal.value.code == "volume"
