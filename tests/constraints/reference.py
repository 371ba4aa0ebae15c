"""Places and the published parameters."""

from datetime import date
from functools import partial

from factory import LazyFunction, Sequence

from reference.models import DemoClock
from tests.constraints.case import ANEW, Case, once, second
from tests.factories.reference import (
    ActivityFactory,
    CategoryFactory,
    DirectionLimitFactory,
    MunicipalityFactory,
    PlanFactory,
    TermsFactory,
    direction,
)

SPORT = LazyFunction(partial(direction, "sport"))

# the first plan is that of 2026/27: 1 September to 31 August
NEXT_YEAR = {"starts_on": date(2027, 9, 1), "ends_on": date(2028, 8, 31)}
LAST_YEAR = {"starts_on": date(2025, 9, 1), "ends_on": date(2026, 8, 31)}
CLOSED = {"status": "closed", "closed_on": date(2026, 9, 1)}


class NewCategoryFactory(CategoryFactory):
    """A category that is never looked for among those there are."""

    class Meta:
        django_get_or_create = ()

    name = Sequence(lambda n: f"Категория {n}")


CASES = {
    "demo_clock_is_one_row": Case(
        DemoClock.objects.create, accepts=[{"id": True}], rejects=[{"id": False}]
    ),
    "activity_unique_in_direction": once(
        ActivityFactory, "direction", "name", other={"direction": SPORT}
    ),
    "municipality_payer_code_unique": once(
        MunicipalityFactory, "region", "payer_code", other={"region__code": "01"}
    ),
    "plan_ends_after_it_starts": Case(
        # a draft: where periods are compared, one that ends before it starts is no period at all
        partial(PlanFactory, starts_on=date(2026, 9, 1), status="draft"),
        accepts=[{"ends_on": date(2026, 9, 1)}],
        rejects=[{"ends_on": date(2026, 8, 31)}],
    ),
    "plan_volume_not_negative": Case(
        PlanFactory, accepts=[{"volume": 0}, {"volume": None}], rejects=[{"volume": -1}]
    ),
    "plan_counts_hours_in_social_order": Case(
        PlanFactory,
        accepts=[
            {"balance_unit": "hours", "regime": "social_order"},
            {"balance_unit": "rubles", "regime": "social_order"},
        ],
        rejects=[{"balance_unit": "hours", "regime": "pf_money"}],
    ),
    "category_weekly_hours_stand_together": Case(
        TermsFactory,
        accepts=[{}, {"weekly_norm": 720, "weekly_extra": 0, "weekly_threshold": 690}],
        rejects=[
            {"weekly_norm": 720},
            {"weekly_norm": 720, "weekly_extra": 240},
            {"weekly_threshold": 0},
        ],
    ),
    "category_weekly_threshold_within_norm": Case(
        partial(TermsFactory, weekly_norm=720, weekly_extra=240),
        accepts=[{"weekly_threshold": 720}],
        rejects=[{"weekly_threshold": 721}],
    ),
    "plan_closed_has_a_day": Case(
        PlanFactory,
        accepts=[CLOSED, {"status": "closing", "closed_on": None}],
        rejects=[
            CLOSED | {"closed_on": None},
            *(CLOSED | {"status": status} for status in ("draft", "open", "closing")),
        ],
    ),
    "plan_periods_do_not_overlap": Case(
        second(PlanFactory, "municipality"),
        accepts=[NEXT_YEAR, LAST_YEAR, {"status": "draft"}, {"municipality": ANEW}],
        rejects=[
            NEXT_YEAR | {"starts_on": date(2027, 8, 31)},
            LAST_YEAR | {"ends_on": date(2026, 9, 1)},
            {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 1)},
            {"status": "closing"},
            CLOSED,
        ],
    ),
    "category_name_unique_in_municipality": once(NewCategoryFactory, "municipality", "name"),
    "category_terms_once_in_a_plan": once(
        TermsFactory, "plan", "category", other={"category__name": "Дети с ОВЗ"}
    ),
    "category_nominal_not_negative": Case(
        TermsFactory, accepts=[{"nominal": 0}], rejects=[{"nominal": -1}]
    ),
    "category_sum_limit_not_negative": Case(
        TermsFactory, accepts=[{"sum_limit": 0}, {"sum_limit": None}], rejects=[{"sum_limit": -1}]
    ),
    "direction_limit_once_in_a_plan": once(
        DirectionLimitFactory, "plan", "direction", other={"direction": SPORT}
    ),
}
