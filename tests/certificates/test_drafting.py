"""The next period is written down."""

from datetime import date

import pytest

from certificates import drafting
from reference.errors import RuleBroken
from reference.models import FundingPlan
from tests.factories.reference import PlanFactory, TermsFactory


def test_the_next_period_is_a_year_after_the_last_plan(plan, on):
    assert drafting.next_period(plan.municipality, on=on) == (date(2027, 9, 1), date(2028, 8, 31))


def test_without_a_plan_the_next_period_is_the_school_year_of_today(municipality):
    assert drafting.next_period(municipality, on=date(2026, 8, 31)) == (
        date(2025, 9, 1),
        date(2026, 8, 31),
    )


def test_a_draft_takes_over_categories_nominals_limits_and_settings(plan, category_terms, payer):
    category_terms.number_limit = 40
    category_terms.save()
    plan.settings = {"max_price_percent": 120}
    plan.save()

    draft = drafting.start(
        plan.municipality,
        starts_on=date(2027, 9, 1),
        ends_on=date(2028, 8, 31),
        volume=None,
        act="",
        by=payer,
    )

    terms = draft.category_terms.get()
    assert draft.status == FundingPlan.Status.DRAFT
    assert (terms.category, terms.nominal, terms.number_limit) == (
        category_terms.category,
        category_terms.nominal,
        40,
    )
    assert draft.settings == {"max_price_percent": 120}


def test_the_leave_to_book_ahead_is_not_taken_over(plan, payer):
    plan.settings = {"future_period_contracts_allowed": True}
    plan.save()

    draft = drafting.start(
        plan.municipality,
        starts_on=date(2027, 9, 1),
        ends_on=date(2028, 8, 31),
        volume=None,
        act="",
        by=payer,
    )

    assert draft.settings == {}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "code"),
    [
        (date(2027, 8, 31), date(2028, 8, 31), "overlap"),
        (date(2027, 9, 2), date(2027, 9, 1), "ends_before_it_starts"),
    ],
)
def test_a_period_that_cannot_be_is_refused(plan, payer, starts_on, ends_on, code):
    with pytest.raises(RuleBroken) as refusal:
        drafting.start(
            plan.municipality, starts_on=starts_on, ends_on=ends_on, volume=None, act="", by=payer
        )

    assert refusal.value.code == code


def test_a_category_keeps_its_name_whatever_the_capitals(plan, category_terms, payer):
    draft = PlanFactory(
        municipality=plan.municipality,
        status=FundingPlan.Status.DRAFT,
        starts_on=date(2027, 9, 1),
        ends_on=date(2028, 8, 31),
    )

    terms = drafting.set_terms(
        draft,
        f" {category_terms.category.name.upper()} ",
        nominal=100,
        number_limit=None,
        sum_limit=None,
        by=payer,
    )

    assert terms.category == category_terms.category
    assert plan.municipality.categories.count() == 1


def test_an_approved_plan_is_not_drafted(plan, category_terms, payer):
    for verb in (
        lambda: drafting.set_terms(
            plan, "Новая", nominal=1, number_limit=None, sum_limit=None, by=payer
        ),
        lambda: drafting.remove_terms(category_terms, by=payer),
        lambda: drafting.change(
            plan, starts_on=plan.starts_on, ends_on=plan.ends_on, volume=1, act="", by=payer
        ),
    ):
        with pytest.raises(RuleBroken) as refusal:
            verb()
        assert refusal.value.code == "not_a_draft"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "nominal", "proposed"),
    [
        (date(2022, 9, 1), date(2022, 12, 31), 3_200_00, 9_574_00),
        (date(2022, 1, 1), date(2022, 12, 31), 9_600_50, 9_600_50),
    ],
)
def test_after_a_short_period_a_year_of_the_same_nominal_is_proposed(
    municipality, payer, starts_on, ends_on, nominal, proposed
):
    """W30, with its figures; a period of 365 days keeps its nominal."""
    TermsFactory(
        plan=PlanFactory(municipality=municipality, starts_on=starts_on, ends_on=ends_on),
        nominal=nominal,
    )

    plan = drafting.start(
        municipality,
        starts_on=date(2023, 1, 1),
        ends_on=date(2023, 12, 31),
        volume=None,
        act="",
        by=payer,
    )

    assert plan.category_terms.get().nominal == proposed
