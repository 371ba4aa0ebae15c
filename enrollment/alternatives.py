"""After a refusal, or at a full group: up to three places this very child can have at once.

What is named here passes every rule of an application today: the last word is that of the same
calculation that the page of the application shows (R6.21).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Case, IntegerField, Q, Value, When, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Account, Certificate
from enrollment import funding, likeness, obstacles, offering, reckoning
from enrollment.models import BudgetPlace, Contract
from enrollment.offering import Offer, Way
from programs.models import Group, Program, Slot
from providers.models import Provider
from reference.models import FundingPlan
from reference.money import rubles

NAMED = 3
LOOKED_AT = 120  # groups that are compared, the likest first
WORKED_OUT = 8  # of them that are worked out like an application

BUDGET = (
    Program.Register.PREPROFESSIONAL,
    Program.Register.SIGNIFICANT,
    Program.Register.OTHER_BUDGET,
)
# What speaks against the whole program, or the organisation, and not against one group of it.
OF_THE_PROGRAM = frozenset(
    {
        Contract.Refusal.AGE,
        Contract.Refusal.MEDICAL,
        Contract.Refusal.ENTRY_TEST,
        Contract.Refusal.NOT_PAYABLE,
        Contract.Refusal.NO_EXTRA_PAYMENT,
    }
)


@dataclass(frozen=True)
class Alternative:
    """A place the child can have, instead of one in the group that was wanted."""

    wanted: Group
    offer: Offer

    @property
    def group(self) -> Group:
        return self.offer.group

    @property
    def own_part(self) -> int:
        """What the family would pay itself, in kopecks."""
        return self.offer.own_part

    @property
    def url(self) -> str:
        """The application for this very child, ready to be sent."""
        page = reverse("enrollment:apply", args=(self.group.pk,))
        day = f"{self.offer.starts_on:%d.%m.%Y}"
        return f"{page}?certificate={self.offer.certificate.pk}&starts_on={day}"

    @property
    def reasons(self) -> list[str]:
        """Why this one: what is taught, where, on which days, who pays."""
        settlement = self.offer.certificate.child.settlement
        return [*likeness.words(self.wanted, self.group, settlement), self.price]

    @property
    def price(self) -> str:
        if self.offer.way == Way.BUDGET:
            return _("free of charge")
        quote = self.offer.quote
        assert quote is not None, "a place that can be applied for has a price"
        if not quote.parent_part:
            return _("the certificate pays it in full: %(sum)s") % {
                "sum": rubles(quote.certificate_part)
            }
        return _("the certificate pays %(sum)s, you pay %(own)s") % {
            "sum": rubles(quote.certificate_part),
            "own": rubles(quote.parent_part),
        }


def instead_of(
    group: Group, certificate: Certificate, *, on: date, refusal: str = ""
) -> list[Alternative]:
    """Up to three places instead of one in the group, the likest first.

    Age and money fit, enrollment is open, a seat is free, no lesson clashes with the week of the
    child. `refusal` is why the group was refused: what speaks against the program or the
    organisation leaves out all of it. Places with a part of the family's own come last.
    """
    if not certificate.is_active:
        return []
    prefetch_related_objects([group], "slots")
    week = _week_of(certificate, on=on)
    purse = _purse(certificate, on=on)
    settlement = certificate.child.settlement
    ranked = sorted(
        (
            (purse.lacks(each, on=on), -likeness.points(group, each, settlement), n, each)
            for n, each in enumerate(_candidates(group, certificate, on=on, refusal=refusal))
            if not _is_busy(week, each)
        ),
        key=lambda rank: rank[:3],
    )
    best: list[Alternative] = []
    spare: list[Alternative] = []
    for *_rank, each in _programs_first(ranked)[:WORKED_OUT]:
        offer = _offer(certificate, each, on=on)
        if offer.can_apply:
            (spare if offer.own_part else best).append(Alternative(group, offer))
        if len(best) == NAMED:
            break
    return [*best, *spare][:NAMED]


Rank = tuple[bool, int, int, Group]  # a part to pay, likeness, order of the list


def _programs_first(ranked: list[Rank]) -> list[Rank]:
    """The best group of each program before the second one, of what is paid for alike."""
    seen: Counter[int] = Counter()
    turns = []
    for rank in ranked:
        program = rank[-1].program_id
        turns.append((rank[0], seen[program], *rank[1:3], rank))
        seen[program] += 1
    return [turn[-1] for turn in sorted(turns, key=lambda turn: turn[:4])]


def in_letter(alternatives: Iterable[Alternative]) -> str:
    """The same as lines of a letter, each with its address; empty where there is none."""
    lines = [
        f"— «{each.group.program.short_name}», {each.group.program.provider.short_name}: "
        f"{'; '.join(each.reasons)}\n{settings.SITE_URL}{each.url}"
        for each in alternatives
    ]
    if not lines:
        return ""
    return "\n\n" + "\n\n".join([_("There are free places for the child here:"), *lines])


def _candidates(group: Group, certificate: Certificate, *, on: date, refusal: str) -> list[Group]:
    """Groups near by with a free seat for a child of this age, what is taught alike first."""
    program, child = group.program, certificate.child
    age = child.age(max(group.starts_on, on))
    contracts = Contract.objects.living().filter(certificate__child=child)
    places = BudgetPlace.objects.living().filter(certificate__child=child)
    found = (
        Group.objects.to_join(on)
        .filter(
            Q(program__register__in=BUDGET) | Q(program__certified_on__isnull=False),
            program__status=Program.Status.PUBLISHED,
            program__provider__status=Provider.Status.ACTIVE,
            program__provider__municipality__in={
                certificate.municipality_id,
                program.provider.municipality_id,
            },
            program__age_from__lte=age + 1,  # a birthday may come before the first lesson
            program__age_to__gte=age,
            ends_on__gt=on,
        )
        .exclude(kept_until__gte=on)
        .exclude(pk=group.pk)
        .exclude(module__in=contracts.values("module_id"))
        .exclude(program__in=places.values("program_id"))
    )
    if refusal in OF_THE_PROGRAM:
        found = found.exclude(program=program.pk)
    if refusal == Contract.Refusal.PROVIDER_STOPPED:
        found = found.exclude(program__provider=program.provider_id)
    nearness = Case(
        When(program=program.pk, then=Value(0)),
        When(program__activity__isnull=False, program__activity=program.activity_id, then=Value(1)),
        When(program__direction=program.direction_id, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return list(
        found.select_related(
            "module", "program__provider", "program__direction", "program__activity", "venue"
        )
        .prefetch_related("slots")
        .order_by(nearness, "starts_on", "pk")[:LOOKED_AT]
    )


@dataclass(frozen=True)
class _Purse:
    """What a certificate has in each plan that may pay, in kopecks."""

    available: list[tuple[FundingPlan, int]]

    def lacks(self, group: Group, *, on: date) -> bool:
        """Whether the family would pay a part itself, as far as can be said at a glance."""
        if group.program.is_budget:
            return False
        day = reckoning.default_start(group, on=on)
        plan, sum_left = next(
            ((plan, left) for plan, left in self.available if plan.holds(day)), (None, 0)
        )
        module = group.module
        if plan is None or module.price is None or module.normative_cost is None:
            return True
        last = min(group.ends_on, plan.ends_on)
        if not group.starts_on <= day <= last:
            return True
        quote = funding.quote(
            funding.Terms(group.starts_on, group.ends_on, module.price, module.normative_cost),
            available=module.price if plan.counts_hours else sum_left,
            starts_on=day,
            ends_on=last,
        )
        return bool(quote.parent_part)


def _purse(certificate: Certificate, *, on: date) -> _Purse:
    plans = obstacles.plans_for_contracts(certificate.municipality_id, on)
    accounts = Account.objects.filter(certificate=certificate, plan__in=plans)
    left = dict(accounts.values_list("plan_id", "available"))
    return _Purse([(plan, left.get(plan.pk, 0)) for plan in plans])


def _week_of(certificate: Certificate, *, on: date) -> list[Slot]:
    """The lines of the timetable the child goes by, or has applied for."""
    child = certificate.child_id
    return list(
        Slot.objects.filter(
            Q(
                group__in=Contract.objects.living()
                .filter(certificate__child=child, ends_on__gte=on)
                .values("group")
            )
            | Q(
                group__in=BudgetPlace.objects.living()
                .filter(certificate__child=child, group__ends_on__gte=on)
                .values("group")
            )
        )
    )


def _is_busy(week: list[Slot], group: Group) -> bool:
    """Whether the child has other lessons at the hours of the group."""
    return any(likeness.clash(one, two) for one in week for two in group.slots.all())


def _offer(certificate: Certificate, group: Group, *, on: date) -> Offer:
    """The place as an application would find it today."""
    return offering.offer(
        certificate,
        group,
        offering.way_of(group.program),
        starts_on=reckoning.default_start(group, on=on),
        on=on,
    )
