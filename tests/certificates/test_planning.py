from datetime import date

import pytest

from certificates import issuing, ledger, planning
from enrollment import enrolling
from reference.errors import RuleBroken
from reference.models import FundingPlan
from tests.factories.certificates import CertificateFactory, fund
from tests.factories.reference import PlanFactory, TermsFactory

ON = date(2026, 9, 5)


def test_a_raised_nominal_reaches_every_certificate(funded_certificate, category_terms, payer):
    planning.set_nominal(category_terms, 1_080_000, by=payer, on=ON)

    assert ledger.balance_of(funded_certificate, ON).available == 1_080_000


def test_a_lowered_nominal_takes_the_difference(funded_certificate, category_terms, payer):
    planning.set_nominal(category_terms, 720_000, by=payer, on=ON)

    balance = ledger.balance_of(funded_certificate, ON)
    assert (balance.nominal, balance.available) == (720_000, 720_000)


def test_one_committed_certificate_stops_the_lowering_for_all(
    funded_certificate, category_terms, payer, parent, group
):
    other = fund(
        CertificateFactory(
            municipality=funded_certificate.municipality, category=category_terms.category
        ),
        category_terms,
    )
    enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON)

    with pytest.raises(RuleBroken) as refusal:
        planning.set_nominal(category_terms, 100_000, by=payer, on=ON)

    assert refusal.value.code == "committed_money"
    assert ledger.balance_of(other, ON).nominal == 960_000
    category_terms.refresh_from_db()
    assert category_terms.nominal == 960_000
    assert planning.blocked_by(category_terms, 100_000) == 1


def test_a_higher_limit_moves_the_queue(category_terms, certificate, parent, payer):
    category_terms.number_limit = 0
    category_terms.save()
    issuing.request_funding(certificate, by=parent, on=ON)

    promoted = planning.set_limits(category_terms, number_limit=1, sum_limit=None, by=payer, on=ON)

    certificate.refresh_from_db()
    assert promoted == 1
    assert certificate.is_funded


def test_the_picture_adds_up_to_the_volume(funded_certificate, category_terms, parent, group):
    enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON)

    picture = planning.picture(category_terms.plan)

    assert picture.volume == 100_000_000
    assert picture.issued == 960_000
    assert picture.never_issued == 99_040_000
    assert picture.available + picture.reserved == picture.issued
    assert picture.contracted == picture.reserved > 0


def test_a_draft_is_approved_once(municipality, payer):
    draft = PlanFactory(municipality=municipality, status=FundingPlan.Status.DRAFT)
    TermsFactory(plan=draft)

    planning.approve(draft, by=payer, on=ON)

    with pytest.raises(RuleBroken) as refusal:
        planning.approve(draft, by=payer, on=ON)
    assert refusal.value.code == "not_a_draft"


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda draft: None, "no_categories"),
        (lambda draft: TermsFactory(plan=draft, number_limit=1_000_000), "volume"),
    ],
)
def test_a_draft_that_does_not_add_up_is_refused(municipality, payer, prepare, code):
    draft = PlanFactory(municipality=municipality, status=FundingPlan.Status.DRAFT)
    prepare(draft)

    with pytest.raises(RuleBroken) as refusal:
        planning.approve(draft, by=payer, on=ON)

    assert refusal.value.code == code


def test_two_plans_of_one_municipality_do_not_overlap(plan, payer):
    draft = PlanFactory(
        municipality=plan.municipality,
        status=FundingPlan.Status.DRAFT,
        starts_on=plan.ends_on,
        ends_on=date(2028, 8, 31),
    )
    TermsFactory(plan=draft)

    with pytest.raises(RuleBroken) as refusal:
        planning.approve(draft, by=payer, on=ON)

    assert refusal.value.code == "overlap"


def test_nothing_is_changed_in_a_closed_plan(category_terms, payer):
    FundingPlan.objects.filter(pk=category_terms.plan_id).update(
        status=FundingPlan.Status.CLOSED, closed_on=ON
    )

    with pytest.raises(RuleBroken) as refusal:
        planning.set_nominal(category_terms, 1, by=payer, on=ON)

    assert refusal.value.code == "plan_closed"
