"""The next period is written down: a draft plan with what each category will get (R3.01, R3.02)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reference import money
from reference.days import SchoolYear, birthday, days_in
from reference.errors import RuleBroken, refusing
from reference.models import Category, CategoryTerms, FundingPlan, Municipality
from reference.words import key_of
from users import audit
from users.models import User

DAYS_OF_YEAR = 365
# the leave to book ahead (R3.16) and the last day of contracting (R3.17)
OF_ONE_PERIOD = ("future_period_contracts_allowed", "current_period_contracts_allowed_until")


def next_period(municipality: Municipality, *, on: date) -> tuple[date, date]:
    """The days a new plan would most naturally have: a year after the last approved plan ends.

    So a future period stands beside the current one, adjacent to it (R3.03). Without a plan it is
    the school year; the payer may write a calendar year or a part of one (R3.04, R3.05).
    """
    last = municipality.funding_plans.approved().order_by("-ends_on").first()
    starts_on = last.ends_on + timedelta(days=1) if last else SchoolYear.of(on).first_day
    return starts_on, birthday(starts_on, 1) - timedelta(days=1)


@transaction.atomic
def start(
    municipality: Municipality,
    *,
    starts_on: date,
    ends_on: date,
    volume: int | None,
    act: str,
    regime: FundingPlan.Regime | None = None,
    balance_unit: FundingPlan.BalanceUnit | None = None,
    by: User,
) -> FundingPlan:
    """Begin a draft; categories, nominals and limits are taken over from the last plan (R3.08).

    So are the regime and the unit, unless they are given. Volume is in kopecks. Raises RuleBroken
    `overlap` and `ends_before_it_starts`.
    """
    if ends_on < starts_on:
        raise RuleBroken(
            "ends_before_it_starts",
            _("The last day is before the first day"),
            field="ends_on",
        )
    others = municipality.funding_plans.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    if others.exists():
        raise RuleBroken(
            "overlap",
            _("The municipality has a plan for some of these days already."),
            field="starts_on",
        )
    before = municipality.funding_plans.filter(ends_on__lt=starts_on).order_by("-ends_on").first()
    usual = before or FundingPlan()
    plan = FundingPlan.objects.create(
        municipality=municipality,
        starts_on=starts_on,
        ends_on=ends_on,
        volume=volume,
        act=act,
        regime=regime or usual.regime,
        balance_unit=balance_unit or usual.balance_unit,
        settings=_lasting(before.settings) if before else {},
    )
    if before:
        CategoryTerms.objects.bulk_create(
            CategoryTerms(
                plan=plan,
                category=terms.category,
                nominal=full_year_nominal(terms.nominal, before),
                number_limit=terms.number_limit,
                sum_limit=terms.sum_limit,
                weekly_norm=terms.weekly_norm,
                weekly_extra=terms.weekly_extra,
                weekly_threshold=terms.weekly_threshold,
            )
            for terms in before.category_terms.select_related("category")
        )
    _count_in_its_unit(plan)
    audit.record(by, "plan.drafted", plan)
    return plan


def _count_in_its_unit(plan: FundingPlan) -> None:
    """Money gives way to hours where the plan counts them, and hours to money (R3.21)."""
    if plan.counts_hours:
        plan.category_terms.update(nominal=0, number_limit=None)
    else:
        plan.category_terms.update(weekly_norm=None, weekly_extra=None, weekly_threshold=None)


def full_year_nominal(nominal: int, period: FundingPlan) -> int:
    """What a nominal of that period comes to in a year of 365 days, to whole rubles (R3.08, W30).

    It is proposed for the period after it; the payer corrects it by hand.
    """
    days = days_in(period.starts_on, period.ends_on)
    if days == DAYS_OF_YEAR:
        return nominal
    return money.half_up_to_ruble(Fraction(nominal * DAYS_OF_YEAR, days))


def _lasting(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings that outlive a period; what opens and closes contracting is of one alone."""
    return {name: value for name, value in settings.items() if name not in OF_ONE_PERIOD}


@transaction.atomic
def set_terms(
    plan: FundingPlan,
    category_name: str,
    *,
    nominal: int,
    number_limit: int | None,
    sum_limit: int | None,
    by: User,
) -> CategoryTerms:
    """Write what a category gets in a draft, in kopecks; a new name makes a new category.

    Raises RuleBroken `not_a_draft`: an approved plan is changed by `planning`.
    """
    plan = _lock_draft(plan)
    terms, _created = CategoryTerms.objects.update_or_create(
        plan=plan,
        category=_category(plan.municipality, category_name),
        defaults={"nominal": nominal, "number_limit": number_limit, "sum_limit": sum_limit},
    )
    audit.record(by, "terms.drafted", terms, nominal=nominal, number=number_limit, sum=sum_limit)
    return terms


@transaction.atomic
def set_weekly_terms(
    plan: FundingPlan,
    category_name: str,
    *,
    weekly_norm: int,
    weekly_extra: int,
    weekly_threshold: int,
    sum_limit: int | None,
    by: User,
) -> CategoryTerms:
    """Write what a category gets in a draft of hours, in minutes a week (R3.21).

    Raises RuleBroken `not_a_draft`, `threshold_above_norm`.
    """
    plan = _lock_draft(plan)
    if weekly_threshold > weekly_norm:
        raise RuleBroken(
            "threshold_above_norm", _("It cannot be more than the norm"), field="weekly_threshold"
        )
    terms, _created = CategoryTerms.objects.update_or_create(
        plan=plan,
        category=_category(plan.municipality, category_name),
        defaults={
            "nominal": 0,
            "number_limit": None,
            "sum_limit": sum_limit,
            "weekly_norm": weekly_norm,
            "weekly_extra": weekly_extra,
            "weekly_threshold": weekly_threshold,
        },
    )
    audit.record(by, "terms.drafted", terms, norm=weekly_norm, sum=sum_limit)
    return terms


@transaction.atomic
def remove_terms(terms: CategoryTerms, *, by: User) -> FundingPlan:
    """Take a category out of a draft. Raises RuleBroken `not_a_draft`."""
    plan = _lock_draft(terms.plan)
    audit.record(by, "terms.removed", plan, category=terms.category_id)
    terms.delete()
    return plan


@transaction.atomic
def change(
    plan: FundingPlan,
    *,
    starts_on: date,
    ends_on: date,
    volume: int | None,
    act: str,
    regime: FundingPlan.Regime | None = None,
    balance_unit: FundingPlan.BalanceUnit | None = None,
    by: User,
) -> FundingPlan:
    """Correct a draft's days, volume (kopecks), act and regime. Raises RuleBroken `not_a_draft`.

    A draft that comes to count in another unit waits for the terms of its categories anew.
    """
    plan = _lock_draft(plan)
    plan.starts_on, plan.ends_on, plan.volume, plan.act = starts_on, ends_on, volume, act
    plan.regime = regime or plan.regime
    plan.balance_unit = balance_unit or plan.balance_unit
    plan.save()
    _count_in_its_unit(plan)
    audit.record(by, "plan.changed", plan)
    return plan


def _lock_draft(plan: FundingPlan) -> FundingPlan:
    locked = (
        FundingPlan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("municipality__region")
        .get(pk=plan.pk)
    )
    if locked.status != FundingPlan.Status.DRAFT:
        raise RuleBroken("not_a_draft", _("This plan has been approved already."))
    return locked


def _category(municipality: Municipality, name: str) -> Category:
    """The category of that name, capitals and ё aside; made at the end of the list if new."""
    name = " ".join(name.split())
    known = list(municipality.categories.all())
    for category in known:
        if key_of(category.name) == key_of(name):
            return category
    taken = RuleBroken("category_exists", _("There is such a category already. Try once more."))
    with refusing({"category_name_unique_in_municipality": taken}):
        return Category.objects.create(
            municipality=municipality,
            name=name,
            position=max((category.position for category in known), default=0) + 1,
        )
