"""Social certificates are formed from applications, within the hours of a week (section 6.8).

One social certificate is one service (R6.57). In a plan of hours its sum is granted and reserved
at once, so nothing ever lies free on the account; when it returns it goes back to the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates import granting, ledger, queueing
from certificates.models import Account, Certificate
from enrollment.models import BudgetPlace, Contract, SocialCertificate
from enrollment.obstacles import Obstacle
from enrollment.weekly_hours import Lessons, Load, Norm, peak
from programs import scheduling
from programs.models import Group, Program
from reference.hours import hours
from reference.models import CategoryTerms, FundingPlan
from users.models import AuditEvent

NO_NORM = Obstacle(
    "no_weekly_norm",
    _("The municipality has set no weekly hours for the category of this certificate."),
    _("Ask the municipal support centre about the category of the child."),
)
NO_TIMETABLE = Obstacle(
    "no_timetable",
    _("The group has no timetable, so its hours a week are not known."),
    _("Ask the organisation to write the timetable of the group."),
)
OF_THE_WEEK = {"no_weekly_norm", "no_timetable", "weekly_threshold", "weekly_norm"}
VOLUME_SPENT = Obstacle(
    "volume_spent",
    _("The municipality has no money left for new social certificates in this period."),
    _("Choose a budget program, or try later: money comes back when someone leaves."),
)


@dataclass(frozen=True)
class Week:
    """What a certificate's fullest week holds, and the norm of its category, in minutes."""

    taken: int
    norm: Norm

    @property
    def left(self) -> int:
        return max(self.norm.weekly - self.taken, 0)


def week_of(certificate: Certificate, plan: FundingPlan, *, on: date) -> Week | None:
    """The fullest week of the plan from that day on; None where the category has no norm."""
    norm = Norm.of(granting.terms_of(certificate, plan))
    if norm is None:
        return None
    first = min(max(on, plan.starts_on), plan.ends_on)
    return Week(peak(_lessons(certificate), first, plan.ends_on), norm)


def load_with(
    certificate: Certificate,
    group: Group,
    plan: FundingPlan,
    *,
    starts_on: date,
    also: Sequence[Lessons] = (),
) -> Load | None:
    """The fullest week of the child while a place in the group lasts, and what it adds (R6.60).

    None where the category has no norm in the plan. Only days of this plan are looked at. `also`
    are lessons that are only thought of.
    """
    norm = Norm.of(granting.terms_of(certificate, plan))
    if norm is None:
        return None
    ends_on = min(group.ends_on, plan.ends_on)
    return Load(
        before=peak([*_lessons(certificate), *also], starts_on, ends_on)
        if starts_on <= ends_on
        else 0,
        added=scheduling.weekly_minutes(group),
        norm=norm,
        is_significant=group.program.register == Program.Register.SIGNIFICANT,
    )


def living(certificate: Certificate) -> QuerySet[SocialCertificate]:
    """The social certificates whose contracts hold a place, oldest first."""
    return (
        SocialCertificate.objects.filter(
            contract__certificate=certificate, contract__status__in=Contract.LIVING
        )
        .select_related("contract__group__program")
        .order_by("pk")
    )


def significant_places(certificate: Certificate) -> QuerySet[BudgetPlace]:
    """The places of the significant register, which take hours of the week too (R6.60)."""
    return (
        BudgetPlace.objects.living()
        .filter(
            certificate=certificate,
            is_paid=False,
            group__program__register=Program.Register.SIGNIFICANT,
        )
        .order_by("pk")
    )


def _lessons(certificate: Certificate) -> list[Lessons]:
    """What the municipality pays of the child's week: social certificates, significant places."""
    formed = living(certificate).values_list(
        "contract__starts_on", "contract__ends_on", "weekly_minutes"
    )
    places = significant_places(certificate).values_list(
        "starts_on", "group__ends_on", "weekly_minutes"
    )
    return [Lessons(*each) for each in [*formed, *places]]


def find_obstacles(load: Load | None) -> Iterator[Obstacle]:
    """Why the child's week has no room for the place, with the cure in hours (R6.60, R3.21)."""
    if load is None:
        yield NO_NORM
    elif not load.added:
        yield NO_TIMETABLE
    elif load.is_above_threshold:
        yield Obstacle(
            "weekly_threshold",
            _(
                "%(taken)s of %(norm)s a week are taken. A new social certificate is formed "
                "while no more than %(threshold)s are."
            )
            % {
                "taken": hours(load.before),
                "norm": hours(load.norm.weekly),
                "threshold": hours(load.norm.threshold),
            },
            _("Leave a program that is no longer needed, or choose a significant one."),
        )
    elif load.is_above_norm:
        yield Obstacle(
            "weekly_norm",
            _("%(taken)s of %(norm)s a week are taken, and this group has %(added)s.")
            % {
                "taken": hours(load.before),
                "norm": hours(load.allowed),
                "added": hours(load.added),
            },
            _("Choose a group of no more than %(left)s a week, or leave another program.")
            % {"left": hours(max(load.allowed - load.before, 0))},
        )


def find_spent_volume(
    certificate: Certificate, plan: FundingPlan, amount: int
) -> Iterator[Obstacle]:
    """Whether the plan or the category has not as much left as the place costs, in kopecks."""
    terms = granting.terms_of(certificate, plan)
    if plan.volume is not None and ledger.issued_by(plan) + amount > plan.volume:
        yield VOLUME_SPENT
    elif terms is not None and terms.sum_limit is not None:
        issued = ledger.issued_by(plan, category=terms.category_id)
        if issued + amount > terms.sum_limit:
            yield VOLUME_SPENT


def hold_volume(certificate: Certificate, plan: FundingPlan) -> None:
    """Where a volume bounds the plan, let those who draw on it go one after another.

    The third lock of the global order; an unbounded plan costs nobody a lock.
    """
    terms: CategoryTerms | None = granting.terms_of(certificate, plan)
    if terms is not None and (plan.volume is not None or terms.sum_limit is not None):
        queueing.lock(terms)


def lock_account(certificate: Certificate, plan: FundingPlan) -> Account:
    """The certificate's account in a plan of hours, locked: everything of its week meets here."""
    return ledger.open_account(certificate, plan, certificate.category)


def form(contract: Contract, group: Group, *, on: date, event: AuditEvent) -> None:
    """Form the social certificate of an application just written (R6.58).

    In a plan of hours the sum of the service is granted; the caller reserves it.
    """
    SocialCertificate.objects.create(
        contract=contract, formed_on=on, weekly_minutes=scheduling.weekly_minutes(group)
    )
    if contract.plan.counts_hours:
        ledger.grant(contract.account, contract.certificate_part, on=on, event=event)
