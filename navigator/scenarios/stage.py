"""The people and things of a story, written down before its first step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from certificates import ledger
from certificates.models import Certificate, Child
from enrollment.models import BudgetPlace, Contract, Document, ProgramLimit
from programs.models import Group, Module, Program, Slot
from providers.models import Agreement, Provider
from reference import configuration, hours, money
from reference.models import (
    Category,
    CategoryTerms,
    DemoClock,
    Direction,
    FundingPlan,
    Municipality,
    Region,
)
from reference.words import key_of
from users.models import User

MOST_A_DAY = 14 * 60

# Keys of the settings that are columns of a plan here.
OF_THE_PLAN_ITSELF = {"regime", "balance_unit"}
OF_THE_PROVIDERS = "parent_payment_mode"

# Keys of section 13 that decide nothing about money here (docs/funding.md says why): a story that
# names one is told all the same.
WITHOUT_EFFECT = {
    "certificate_number_format",
    "expertise_min_experts",
    "expertise_threshold",
    "issue_decision_days",
    "licence_required_for_single_ip",
    "open_all_year",
    "parent_pf_window",
    "provider_window",
    "rating_leader_threshold",
}


@dataclass
class Stage:
    """The people and things of one story, by their names in it."""

    municipality: Municipality
    plans: dict[str, FundingPlan]
    person: User
    parent_payment_mode: int = Provider.ParentPayment.WHOLE_MONTH
    categories: dict[str, Category] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    providers: dict[str, Provider] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    places: dict[str, BudgetPlace] = field(default_factory=dict)

    def terms(self, category: str, on: date) -> CategoryTerms:
        plan = ledger.plan_of(self.municipality, on)
        return CategoryTerms.objects.get(plan=plan, category=self.categories[category])


def set_the_stage(story: dict[str, Any]) -> Stage:
    """Write the plan, the categories, the groups and the certificates of the story."""
    DemoClock.objects.get_or_create()  # rows carry the moments of the story, not of its telling
    region, _created = Region.objects.get_or_create(
        code="99", defaults={"name": "Scenario", "model_centre": "Scenario"}
    )
    municipality = Municipality.objects.create(
        region=region, name=story["title"], slug="scenario", payer_code="99", payer_name="Scenario"
    )
    plans: dict[str, FundingPlan] = {
        name: _plan(municipality, story[name]) for name in ("plan", "next_plan") if name in story
    }
    person = User.objects.create_user(
        "scenario@example.org", last_name="Scenario", first_name="Person"
    )
    stage = Stage(municipality, plans, person)
    if (mode := story["plan"].get("settings", {}).get(OF_THE_PROVIDERS)) is not None:
        stage.parent_payment_mode = mode
    for table in story.get("category", []):
        _add_category(stage, table)
    for table in story.get("group", []):
        _add_group(stage, table)
    for ordinal, table in enumerate(story.get("certificate", [])):
        _add_certificate(stage, table, ordinal)
    return stage


def _plan(municipality: Municipality, table: dict[str, Any]) -> FundingPlan:
    """The plan; a social order counts hours unless the story says rubles (R6.61)."""
    settings = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in table.get("settings", {}).items()
    }
    told = {**table, **settings}
    regime = FundingPlan.Regime(told.get("regime", FundingPlan.Regime.MONEY))
    usual = "rubles" if regime == FundingPlan.Regime.MONEY else "hours"
    unit = FundingPlan.BalanceUnit(told.get("balance_unit", usual))
    elsewhere = OF_THE_PLAN_ITSELF | WITHOUT_EFFECT | {OF_THE_PROVIDERS}
    settings = {name: settings[name] for name in settings if name not in elsewhere}
    configuration.check(settings)
    return FundingPlan.objects.create(
        municipality=municipality,
        status=FundingPlan.Status.OPEN,
        regime=regime,
        balance_unit=unit,
        starts_on=table["from"],
        ends_on=table["to"],
        volume=money.parse(table["volume"]) if "volume" in table else None,
        settings=settings,
    )


def _add_category(stage: Stage, table: dict[str, Any]) -> None:
    category = Category.objects.create(
        municipality=stage.municipality, name=table["name"], position=len(stage.categories)
    )
    stage.categories[table["name"]] = category
    for name, plan in stage.plans.items():
        nominal = table.get("nominal" if name == "plan" else "next_nominal")
        if plan.counts_hours:
            nominal = "0"
        if nominal is not None:
            CategoryTerms.objects.create(
                plan=plan,
                category=category,
                nominal=money.parse(nominal),
                number_limit=table.get("number_limit"),
                sum_limit=money.parse(table["sum_limit"]) if "sum_limit" in table else None,
                **(_weekly(table) if plan.counts_hours else {}),
            )


def _weekly(table: dict[str, Any]) -> dict[str, int]:
    """The hours of a category, in minutes (R3.21)."""
    norm = hours.parse(table["weekly_norm"])
    return {
        "weekly_norm": norm,
        "weekly_extra": hours.parse(table.get("weekly_extra", 0)),
        "weekly_threshold": hours.parse(table.get("weekly_threshold", table["weekly_norm"])),
    }


def _add_group(stage: Stage, table: dict[str, Any]) -> None:
    provider = _provider(stage, table.get("provider", "P"))
    if "parent_payment_mode" in table:
        provider.parent_payment_mode = table["parent_payment_mode"]
        provider.save(update_fields=["parent_payment_mode"])
    register = table.get("register", Program.Register.CERTIFIED)
    direction = Direction.objects.get(code=table.get("direction", "technical"))
    program = Program.objects.create(
        provider=provider,
        status=Program.Status.PUBLISHED,
        published_on=table["from"],
        register=register,
        certified_on=table["from"] if register == Program.Register.CERTIFIED else None,
        short_name=table["name"],
        full_name=table["name"],
        slug=f"scenario-{table['name'].lower()}",
        direction=direction,
        annotation=table["name"],
        age_from=5,
        age_to=18,
    )
    price, norm = money.parse(table["price"]), money.parse(table["norm"])
    module = Module.objects.create(
        program=program,
        name=table["name"],
        hours=72,
        price=price,
        normative_cost=norm,
        parents_pay_extra=price > norm,
        max_children=table.get("capacity", 15),
        min_children=1,
        is_open=True,
    )
    if "limit" in table:
        ProgramLimit.objects.create(program=program, number=table["limit"])
        for plan in stage.plans.values():  # a story that gives a limit means it
            plan.settings.setdefault("programme_limit_enabled", True)
            plan.save(update_fields=["settings"])
    stage.groups[table["name"]] = Group.objects.create(
        module=module,
        program=program,
        name=table["name"],
        starts_on=table["from"],
        ends_on=table["to"],
        capacity=table.get("capacity", 15),
    )
    _add_timetable(stage.groups[table["name"]], hours.parse(table.get("weekly_hours", 0)))


def _add_timetable(group: Group, minutes: int) -> None:
    """A timetable of so many minutes a week, from Monday on, up to fourteen hours a day."""
    for weekday in Slot.Weekday.values:
        today = min(minutes, MOST_A_DAY)
        if today:
            ends_at = time(8 + today // 60, today % 60)
            Slot.objects.create(group=group, weekday=weekday, starts_at=time(8), ends_at=ends_at)
        minutes -= today


def _provider(stage: Stage, name: str) -> Provider:
    """The provider of that name, with an active agreement in every plan."""
    if name not in stage.providers:
        ordinal = len(stage.providers)
        provider = Provider.objects.create(
            municipality=stage.municipality,
            status=Provider.Status.ACTIVE,
            full_name=name,
            short_name=name,
            slug=f"scenario-{ordinal}",
            inn=f"99{ordinal:08d}",
            address=name,
            parent_payment_mode=stage.parent_payment_mode,
            is_executor=any(plan.is_social_order for plan in stage.plans.values()),
        )
        for plan in stage.plans.values():
            Agreement.objects.create(
                provider=provider,
                plan=plan,
                status=Agreement.Status.ACTIVE,
                number=f"{ordinal}",
                signed_on=plan.starts_on,
            )
        stage.providers[name] = provider
    return stage.providers[name]


def _add_certificate(stage: Stage, table: dict[str, Any], ordinal: int) -> None:
    plan = stage.plans["plan"]
    born = plan.starts_on.replace(year=plan.starts_on.year - 9, day=1)
    child = Child.objects.create(
        municipality=stage.municipality,
        last_name=table["name"],
        first_name="Scenario",
        name_key=key_of(table["name"], "Scenario"),
        birth_date=born,
        sex=Child.Sex.GIRL,
    )
    category = table.get("category", next(iter(stage.categories)))
    stage.certificates[table["name"]] = Certificate.objects.create(
        number=f"9999{ordinal:06d}",
        child=child,
        municipality=stage.municipality,
        category=stage.categories[category],
        issued_on=plan.starts_on,
        type_changed_on=plan.starts_on,
    )
