"""Families are reminded that the money of a certificate will lapse, and of what it would pay for.

A thousand certificates at a time: one query for the certificates, one each for their families and
contracts; what the programs of the municipality cost is worked out once for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from certificates.models import Account, Certificate, Guardianship
from enrollment import calendar_letters, funding, obstacles
from enrollment.calendar_letters import LapsingMoney, NearbyProgram
from enrollment.models import Contract, Reminder
from programs.models import Group, Program
from providers.models import Agreement, Provider
from reference.days import full_years
from reference.models import DirectionLimit, FundingPlan, Municipality

STEPS = (30, 60, 90)  # days before the money lapses
CHUNK = 1_000
NAMED = 3  # programs in a letter
ENOUGH = 10**15  # kopecks: more than anything costs


@dataclass(frozen=True)
class Offer:
    """A group that can be joined, with what its days to the end of the period cost in full."""

    nearby: NearbyProgram
    module_id: int
    program_id: int
    settlement: str
    age_from: int
    age_to: int

    def fits(self, born: date, available: int) -> bool:
        """Whether the child's age is right on the first day, and the money is enough (R6.11)."""
        age = full_years(born, self.nearby.starts_on)
        return self.nearby.cost <= available and self.age_from <= age <= self.age_to


def step_of(plan: FundingPlan, on: date) -> int | None:
    """Which reminder belongs to the day: the 90, 60 or 30 days' one; None while it is early."""
    left = (plan.ends_on - on).days
    return next((step for step in STEPS if left <= step), None)


def is_needed(municipality: Municipality, on: date) -> bool:
    """Whether the period of that day is near its end."""
    plan = _plan_of(municipality, on)
    return plan is not None and step_of(plan, on) is not None


def remind(municipality: Municipality, *, on: date) -> Iterator[int]:
    """Tell every family that has not been told at this step, a chunk at a time; how many."""
    plan = _plan_of(municipality, on)
    step = step_of(plan, on) if plan else None
    if plan is None or step is None:
        return
    offers = offers_of(plan, on=on)
    cursor: int | None = 0
    while cursor is not None:
        told, cursor = _remind_chunk(plan, step, offers, cursor=cursor, on=on)
        yield told


def _plan_of(municipality: Municipality, on: date) -> FundingPlan | None:
    """The plan whose money lapses: hours of a week do not."""
    return (
        municipality.funding_plans.filter(
            status=FundingPlan.Status.OPEN, regime=FundingPlan.Regime.MONEY
        )
        .holding(on)
        .first()
    )


def offers_of(plan: FundingPlan, *, on: date) -> list[Offer]:
    """Groups near by that a certificate of the plan can pay for in full, the soonest first.

    Open for enrollment, with a free seat that is not kept for those who go on (R6.56), an agreement
    (R6.04) and room in the direction (R6.07).
    """
    if plan not in obstacles.plans_for_contracts(plan.municipality_id, on):
        return []
    full = DirectionLimit.objects.filter(plan=plan, taken__gte=F("number"))
    groups = (
        Group.objects.to_join(on)
        .filter(
            starts_on__lte=plan.ends_on,
            ends_on__gt=on,
            program__status=Program.Status.PUBLISHED,
            program__certified_on__isnull=False,
            program__provider__municipality=plan.municipality_id,
            program__provider__status=Provider.Status.ACTIVE,
            program__provider__in=Agreement.objects.active().filter(plan=plan).values("provider"),
            module__price__isnull=False,
            module__normative_cost__isnull=False,
        )
        .exclude(program__direction__in=full.values("direction"))
        .exclude(kept_until__gte=on)
        .select_related("module", "program__provider", "venue")
    )
    offers = [offer for group in groups if (offer := _offer(group, plan, on=on))]
    return sorted(offers, key=lambda offer: (offer.nearby.starts_on, offer.nearby.cost))


def _offer(group: Group, plan: FundingPlan, *, on: date) -> Offer | None:
    """What the group costs from its first possible day; None when the parents would pay too."""
    module, program = group.module, group.program
    assert module.price is not None, "filtered before"
    assert module.normative_cost is not None, "filtered before"
    starts_on = max(group.starts_on, on + timedelta(days=1))
    ends_on = min(group.ends_on, plan.ends_on)
    if starts_on > ends_on:
        return None
    quote = funding.quote(
        funding.Terms(group.starts_on, group.ends_on, module.price, module.normative_cost),
        available=ENOUGH,
        starts_on=starts_on,
        ends_on=ends_on,
        rounding=plan.setting("rounding_total"),
    )
    if quote.parent_part:
        return None
    return Offer(
        NearbyProgram(
            program.short_name,
            program.provider.short_name,
            reverse("programs:program", args=(program.slug,)),
            starts_on,
            quote.total,
        ),
        module.pk,
        program.pk,
        group.venue.settlement if group.venue else "",
        program.age_from,
        program.age_to,
    )


@transaction.atomic
def _remind_chunk(
    plan: FundingPlan, step: int, offers: list[Offer], *, cursor: int, on: date
) -> tuple[int, int | None]:
    """Tell the families of the next certificates; that they were told is in the same commit."""
    accounts = list(
        Account.objects.filter(
            plan=plan,
            pk__gt=cursor,
            available__gt=0,
            certificate__type=Certificate.Type.FUNDED,
            certificate__status=Certificate.Status.ACTIVE,
        )
        .exclude(reminders__days=step)
        .select_related("certificate__child")
        .order_by("pk")[:CHUNK]
    )
    guardians = _guardians_of(accounts)
    studied = _modules_of(accounts)
    families = []
    for account in accounts:
        child = account.certificate.child
        if people := guardians.get(child.pk):
            families.append(
                LapsingMoney(
                    account_id=account.pk,
                    certificate_id=account.certificate_id,
                    child=child.first_name,
                    available=account.available,
                    last_day=plan.ends_on,
                    days=step,
                    guardians=people,
                    programs=choose(
                        offers,
                        born=child.birth_date,
                        settlement=child.settlement,
                        available=account.available,
                        without=studied[account.certificate_id],
                    ),
                )
            )
    calendar_letters.money_will_lapse(families)
    Reminder.objects.bulk_create(
        [Reminder(account=account, days=step, told_on=on) for account in accounts],
        ignore_conflicts=True,
    )
    return len(families), accounts[-1].pk if len(accounts) == CHUNK else None


def choose(
    offers: list[Offer], *, born: date, settlement: str, available: int, without: set[int]
) -> list[NearbyProgram]:
    """Up to three programs that fit the child, those of the child's own settlement first."""
    near: dict[int, NearbyProgram] = {}
    far: dict[int, NearbyProgram] = {}
    for offer in offers:
        if offer.module_id in without or not offer.fits(born, available):
            continue
        is_near = bool(settlement) and offer.settlement == settlement
        (near if is_near else far).setdefault(offer.program_id, offer.nearby)
        if len(near) == NAMED:
            break
    return list((near | {key: each for key, each in far.items() if key not in near}).values())[
        :NAMED
    ]


def _guardians_of(accounts: list[Account]) -> dict[int, list[int]]:
    """Who is told, by child: whoever acts for it, can sign in and wants reminders."""
    found: dict[int, list[int]] = defaultdict(list)
    guardianships = Guardianship.objects.filter(
        child__in=[account.certificate.child_id for account in accounts],
        user__is_active=True,
        user__gets_reminders=True,
    )
    for child, user in guardianships.values_list("child_id", "user_id"):
        found[child].append(user)
    return found


def _modules_of(accounts: list[Account]) -> dict[int, set[int]]:
    """What each certificate pays for already, or is asked to (R6.10)."""
    found: dict[int, set[int]] = defaultdict(set)
    contracts = Contract.objects.living().filter(
        certificate__in=[account.certificate_id for account in accounts]
    )
    for certificate, module in contracts.values_list("certificate_id", "module_id"):
        found[certificate].add(module)
    return found
