"""What is taught, in which groups, and what an hour is worth."""

from datetime import date, time
from functools import partial

from factory import LazyFunction

from tests.constraints.case import ANEW, Case, once, second
from tests.factories.programs import (
    CostParametersFactory,
    FavouriteFactory,
    GroupFactory,
    ModuleFactory,
    NormFactory,
    PhotoFactory,
    ProgramFactory,
    ProgramTextFactory,
    ProviderRatingFactory,
    RatingFactory,
    RemarkFactory,
    ReviewFactory,
    SlotFactory,
    WishFactory,
)
from tests.factories.reference import direction

CASES = {
    "program_ages_in_order": Case(
        partial(ProgramFactory, age_from=7), accepts=[{"age_to": 7}], rejects=[{"age_to": 6}]
    ),
    "program_certified_only_in_its_register": Case(
        ProgramFactory,
        accepts=[
            {"register": "certified", "certified_on": date(2026, 8, 25)},
            {"register": "certified", "certified_on": None},
            {"register": "paid", "certified_on": None},
        ],
        rejects=[
            {"register": register, "certified_on": date(2026, 8, 25)}
            for register in ("paid", "preprofessional", "significant", "other_budget")
        ],
    ),
    "program_published_has_a_day": Case(
        # the catalogue, which wants the day too, shows nothing of a suspended provider
        partial(ProgramFactory, provider__status="suspended"),
        accepts=[
            {"status": "published", "published_on": date(2026, 8, 20)},
            {"status": "in_review", "published_on": None},
        ],
        rejects=[{"status": "published", "published_on": None}],
    ),
    "photo_key_unique": Case(second(PhotoFactory, "key"), accepts=[{"key": ANEW}], rejects=[{}]),
    "photo_once_in_a_program": once(PhotoFactory, "program", "digest"),
    "photo_says_what_is_in_it": Case(PhotoFactory, accepts=[{"alt": "я"}], rejects=[{"alt": ""}]),
    "photo_has_a_size": Case(
        PhotoFactory,
        accepts=[{"width": 1, "height": 1}],
        rejects=[{"width": 0}, {"height": 0}],
    ),
    "program_text_key_unique": Case(
        second(ProgramTextFactory, "key"), accepts=[{"key": ANEW}], rejects=[{}]
    ),
    "program_text_is_not_empty": Case(
        ProgramTextFactory,
        accepts=[{"size": 1, "pages": 1}],
        rejects=[{"size": 0}, {"pages": 0}],
    ),
    "module_number_unique_in_program": once(ModuleFactory, "program", "ordinal"),
    "module_individual_hours_within_hours": Case(
        partial(ModuleFactory, hours=72),
        accepts=[{"individual_hours": 0}, {"individual_hours": 72}],
        rejects=[{"individual_hours": -1}, {"individual_hours": 73}],
    ),
    "module_second_teacher_hours_not_negative": Case(
        ModuleFactory,
        accepts=[{"second_teacher_hours": 0}],
        rejects=[{"second_teacher_hours": -1}],
    ),
    "cost_parameters_one_waits": once(
        partial(CostParametersFactory, status="submitted", decided_on=None),
        "municipality",
        "settlement_kind",
        other={"settlement_kind": "rural"},
    ),
    "cost_parameters_decided_on_a_day": Case(
        CostParametersFactory,
        accepts=[
            {"status": "submitted", "decided_on": None},
            {"status": "refused", "decided_on": date(2026, 8, 1)},
        ],
        rejects=[
            {"status": "approved", "decided_on": None},
            {"status": "refused", "decided_on": None},
        ],
    ),
    "module_price_not_negative": Case(
        ModuleFactory, accepts=[{"price": 0}, {"price": None}], rejects=[{"price": -1}]
    ),
    "module_normative_cost_not_negative": Case(
        partial(ModuleFactory, price=None),
        accepts=[{"normative_cost": 0}, {"normative_cost": None}],
        rejects=[{"normative_cost": -1}],
    ),
    "module_children_in_order": Case(
        partial(ModuleFactory, min_children=8),
        accepts=[{"max_children": 8}],
        rejects=[{"max_children": 7}],
    ),
    "module_extra_payment_is_agreed": Case(
        partial(ModuleFactory, normative_cost=7_200_00),
        accepts=[
            {"price": 7_200_00},
            {"price": 7_200_01, "parents_pay_extra": True},
            {"price": 7_200_01, "normative_cost": None},
        ],
        rejects=[{"price": 7_200_01}],
    ),
    "norm_once_for_a_direction": once(
        NormFactory,
        "plan",
        "direction",
        other={"direction": LazyFunction(partial(direction, "sport"))},
    ),
    "norm_hour_positive": Case(NormFactory, accepts=[{"hour": 1}], rejects=[{"hour": 0}]),
    "review_one_open_per_program": once(
        ReviewFactory,
        "program",
        freed=[{"outcome": "returned"}, {"outcome": "published"}, {"outcome": "refused"}],
    ),
    "remark_one_per_field_of_a_review": once(
        RemarkFactory, "review", "field", other={"field": "results"}
    ),
    "group_seats_within_capacity": Case(
        partial(GroupFactory, capacity=15),
        accepts=[{"seats_taken": 15}],
        rejects=[{"seats_taken": 16}],
    ),
    "group_ends_after_it_starts": Case(
        partial(GroupFactory, starts_on=date(2026, 9, 1)),
        accepts=[{"ends_on": date(2026, 9, 2)}],
        rejects=[{"ends_on": date(2026, 9, 1)}],
    ),
    "slot_ends_after_it_starts": Case(
        partial(SlotFactory, starts_at=time(15, 0)),
        accepts=[{"ends_at": time(15, 1)}],
        rejects=[{"ends_at": time(15, 0)}],
    ),
    "slot_once_in_a_group": once(
        SlotFactory,
        "group",
        "weekday",
        "starts_at",
        other={"weekday": 3, "starts_at": time(15, 1)},
    ),
    "favourite_once": once(FavouriteFactory, "user", "program"),
    "rating_within_a_hundred": Case(
        RatingFactory,
        accepts=[{"points": 0}, {"points": 10_000}, {"points": None}],
        rejects=[{"points": 10_001}],
    ),
    "provider_rating_within_a_hundred": Case(
        ProviderRatingFactory,
        accepts=[{"points": 0}, {"points": 10_000}, {"points": None}],
        rejects=[{"points": 10_001}],
    ),
    "wish_once_while_it_waits": once(
        WishFactory,
        "user",
        "asked",
        freed=[{"told_on": date(2026, 9, 5)}, {"ended_on": date(2026, 9, 5)}],
    ),
}
