"""A plan begins to fund: on its first day, or when it is approved after it (R8.03, R3.12)."""

from datetime import date

import pytest

from certificates import issuing, ledger, planning, queueing
from certificates.models import Certificate, QueuePlace
from reference.errors import RuleBroken
from reference.models import FundingPlan
from reference.money import parse
from tests.enrollment.town import Town, make_town, sound
from tests.factories.reference import PlanFactory, TermsFactory
from users.models import Notification

LATE = date(2023, 2, 10)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def draft(town: Town, **terms: object) -> FundingPlan:
    plan = PlanFactory(
        municipality=town.municipality,
        status=FundingPlan.Status.DRAFT,
        starts_on=date(2023, 1, 1),
        ends_on=date(2023, 12, 31),
    )
    TermsFactory(plan=plan, category=town.terms.category, nominal=parse("9600.00"), **terms)
    return plan


def test_a_plan_approved_late_gives_its_nominals_at_once(town: Town):
    funded, accounting = town.certificate(), town.certificate(funded=False)
    town.turn("2023-01")

    planning.approve(draft(town), by=town.payer, on=LATE)

    sound()
    assert ledger.balance_of(funded, LATE).available == parse("9600.00")
    assert ledger.balance_of(accounting, LATE).nominal == 0


def test_while_the_period_before_waits_for_its_closing_the_shift_gives_them(town: Town):
    certificate = town.certificate()

    planning.approve(draft(town), by=town.payer, on=LATE)
    assert ledger.balance_of(certificate, LATE).nominal == 0
    town.turn("2023-02")

    assert ledger.balance_of(certificate, LATE).available == parse("9600.00")


def test_money_of_a_period_that_waits_for_its_closing_does_not_stay_behind(town: Town):
    certificate = town.certificate()

    issuing.return_to_accounting(certificate, by=town.parent, on=date(2023, 1, 1))

    sound()
    assert ledger.balance_of(certificate, date(2022, 12, 31)).lapsed == parse("9600.00")


def test_a_plan_approved_in_time_waits_for_its_first_day(town: Town):
    certificate = town.certificate()

    planning.approve(draft(town), by=town.payer, on=date(2022, 12, 20))

    assert ledger.balance_of(certificate, LATE).nominal == 0


def test_a_plan_whose_period_is_over_is_not_approved(town: Town):
    with pytest.raises(RuleBroken) as refusal:
        planning.approve(draft(town), by=town.payer, on=date(2024, 1, 1))

    assert refusal.value.code == "plan_closed"


def test_whom_a_tighter_period_leaves_out_waits_first_in_the_queue(town: Town):
    first, second = town.certificate(), town.certificate()
    town.turn("2023-01")

    planning.approve(draft(town, number_limit=1), by=town.payer, on=LATE)

    sound()
    second.refresh_from_db()
    assert ledger.balance_of(first, LATE).nominal == parse("9600.00")
    assert (second.type, queueing.place_of(second)) == (Certificate.Type.ACCOUNTING, 1)
    assert Notification.objects.filter(kind="certificates.left_without_nominal").count() == 1


def test_with_the_queue_switched_off_they_only_become_accounting(town: Town):
    town.certificate()
    second = town.certificate()
    town.turn("2023-01")
    plan = draft(town, number_limit=1)
    plan.settings = {"queue_enabled": False}
    plan.save(update_fields=["settings"])

    planning.approve(plan, by=town.payer, on=LATE)

    second.refresh_from_db()
    assert second.type == Certificate.Type.ACCOUNTING
    assert not QueuePlace.objects.exists()


@pytest.mark.parametrize("nominal", ["9000.00", "10000.00"])
def test_nothing_new_is_given_in_a_period_that_is_over(town: Town, nominal: str):
    """Between its end and its closing money only comes back."""
    certificate = town.certificate()
    after = date(2023, 1, 1)

    with pytest.raises(RuleBroken) as of_nominal:
        planning.set_nominal(town.terms, parse(nominal), by=town.payer, on=after)
    with pytest.raises(RuleBroken) as of_limits:
        planning.set_limits(town.terms, number_limit=9, sum_limit=None, by=town.payer, on=after)
    with pytest.raises(RuleBroken) as of_funding:
        issuing.request_funding(certificate, by=town.parent, on=after)

    codes = {refusal.value.code for refusal in (of_nominal, of_limits)}
    assert codes == {"plan_closed"}
    assert of_funding.value.code == "no_plan"
