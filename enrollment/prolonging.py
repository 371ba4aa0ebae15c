"""Pupils go on: offers made for many contracts at once, and what silence means (R6.55)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from certificates import ledger, planning
from enrollment import continuing, enrolling, forming, letters_of_prolonging, obstacles, reckoning
from enrollment.models import Contract, Prolongation, ProlongationLine
from enrollment.models.contract import ContractQuerySet
from programs.models import Group
from programs.models.group import GroupQuerySet
from reference.errors import RuleBroken
from reference.locking import lock_row
from reference.models import FundingPlan, Municipality
from users import audit
from users.models import User

JOB = "prolongation"

NOT_ENDING = RuleBroken(
    "not_ending", _("The contract does not end about now, or it has been continued already.")
)
NO_FOLLOWING = RuleBroken(
    "other_program",
    _("Pupils go on in the same group, or in a later group of this module or of the next one."),
)


def candidates(group: Group, *, on: date) -> ContractQuerySet:
    """The contracts of the group that may be prolonged now and have had no offer yet."""
    offered = ProlongationLine.objects.filter(contract=OuterRef("pk"), offered__isnull=False)
    contracts = Contract.objects.filter(~Exists(offered), group=group)
    return continuing.ending(contracts, on=on)


def ending_groups(groups: GroupQuerySet, *, on: date) -> list[tuple[Group, int]]:
    """Those of the groups that have contracts to prolong now, and how many."""
    found = [
        (group, candidates(group, on=on).count())
        for group in groups.filter(
            pk__in=continuing.ending(Contract.objects.all(), on=on).values("group")
        )
    ]
    return [(group, number) for group, number in found if number]


def targets(group: Group, *, on: date) -> list[Group]:
    """The groups in which pupils of this one may go on: its own next period, or later groups."""
    first = candidates(group, on=on).select_related("group__module").order_by("ends_on").first()
    return _following(first, on=on) if first else []


def targets_of(contract: Contract, *, on: date) -> list[Group]:
    """The groups in which the child of this contract may go on, if it ends now."""
    if not continuing.ending(Contract.objects.filter(pk=contract.pk), on=on).exists():
        return []
    return _following(contract, on=on)


def may_go_on(contract: Contract, *, on: date) -> bool:
    """Whether there is a group to go on in, and a plan that pays for its next period by now."""
    return any(_plan_ahead(contract, each, on=on) for each in targets_of(contract, on=on))


def ending_of(contracts: Iterable[Contract], *, on: date) -> set[int]:
    """The keys of those among the contracts that end about now and may be continued."""
    keys = [contract.pk for contract in contracts]
    return set(
        continuing.ending(Contract.objects.filter(pk__in=keys), on=on).values_list("pk", flat=True)
    )


def _following(contract: Contract, *, on: date) -> list[Group]:
    groups = (
        Group.objects.open()
        .filter(program=contract.group.program_id, ends_on__gt=on)
        .select_related("module", "program")
        .order_by("module__ordinal", "starts_on", "pk")
    )
    return [each for each in groups if continuing.may_follow(each, contract)]


@dataclass(frozen=True)
class Term:
    """Until when a family answers an offer made today, and what its silence means."""

    until: date
    silence_agrees: bool


def term_of(contract: Contract, target: Group, *, on: date) -> Term | None:
    """The term that the plan which pays for the next contract gives; None without a plan."""
    plan = _plan_ahead(contract, target, on=on)
    if plan is None:
        return None
    days = plan.setting("prolongation_objection_days")
    return Term(on + timedelta(days=days), plan.setting("auto_prolongation"))


def _plan_ahead(contract: Contract, target: Group, *, on: date) -> FundingPlan | None:
    """The plan that would pay for the next contract."""
    starts_on = first_day(contract, target, on=on)
    plans = obstacles.plans_for_contracts(contract.certificate.municipality_id, on)
    return next((plan for plan in plans if plan.holds(starts_on)), None)


def first_day(contract: Contract, target: Group, *, on: date) -> date:
    """The day after the contract ends, or after today, when the group has begun (R6.14)."""
    return max(reckoning.default_start(target, on=on), contract.ends_on + timedelta(days=1))


def prolong(group: Group, target: Group, *, by: User, on: date) -> Prolongation:
    """Offer a place in the target to every pupil of the group whose contract ends (R6.55).

    Each offer is a transaction of its own: it reserves the money of the new period. Those who
    cannot be offered one stand in the protocol with the reason. Raises RuleBroken
    `nothing_to_prolong`, `other_program`.
    """
    contracts = list(candidates(group, on=on).select_related("group__module").order_by("pk"))
    if not contracts:
        raise RuleBroken("nothing_to_prolong", _("No contract of the group ends about now."))
    if not any(continuing.may_follow(target, contract) for contract in contracts):
        raise NO_FOLLOWING
    run = _begin(group, target, by=by, on=on)
    for contract in contracts:
        try:
            _offer(run, contract, target, by=by, on=on)
        except RuleBroken as refusal:
            _refused(run, contract, refusal)
    return run


def _begin(group: Group, target: Group, *, by: User, on: date) -> Prolongation:
    with transaction.atomic():
        run = Prolongation.objects.create(
            provider_id=group.program.provider_id,
            group=group,
            target=target,
            created_by=by,
            created_on=on,
        )
        audit.record(by, "prolongation.made", run, to_group=target.pk)
    return run


@transaction.atomic
def _offer(
    run: Prolongation, contract: Contract, target: Group, *, by: User, on: date
) -> ProlongationLine:
    """The provider's offer of a place, with seat and money kept until the family has answered."""
    contract = lock(contract, target, on=on)
    offered = enrolling.reserve_place(
        contract.certificate,
        target,
        starts_on=first_day(contract, target, on=on),
        by=by,
        on=on,
        continues=contract,
        action="contract.prolonged",
    )
    offered.status, offered.accepted_on = Contract.Status.ACCEPTED, on
    offered.save(update_fields=["status", "accepted_on"])
    term = term_of(contract, target, on=on)
    assert term is not None, "without a plan there is no offer"
    line = ProlongationLine.objects.create(
        prolongation=run,
        contract=contract,
        offered=offered,
        answer_until=term.until,
        silence_agrees=term.silence_agrees,
    )
    letters_of_prolonging.prolongation_offered(line)
    return line


def lock(contract: Contract, target: Group, *, on: date) -> Contract:
    """The contract that is to be continued, locked after the plan that will pay for it.

    Raises RuleBroken `not_ending`, `other_program`.
    """
    if plan := _plan_ahead(contract, target, on=on):
        ledger.hold(plan)
        # the terms come before the contract in the order of locks
        if plan.counts_hours:
            forming.hold_volume(contract.certificate, plan)
        elif plan.starts_on > on:
            planning.lock_terms_ahead(contract.certificate, plan)
    contract = lock_row(
        Contract.objects.select_related("certificate__municipality__region", "group__module"),
        contract.pk,
    )
    if not continuing.ending(Contract.objects.filter(pk=contract.pk), on=on).exists():
        raise NOT_ENDING
    if not continuing.may_follow(target, contract):
        raise NO_FOLLOWING
    return contract


@transaction.atomic
def continue_(
    contract: Contract,
    target: Group,
    *,
    by: User,
    on: date,
    expected_available: int | None = None,
) -> Contract:
    """The family itself asks to go on: an application that continues the contract.

    Raises RuleBroken `not_ending`, `other_program` and what `enrolling.apply` raises.
    """
    contract = lock(contract, target, on=on)
    return enrolling.apply(
        contract.certificate,
        target,
        starts_on=first_day(contract, target, on=on),
        by=by,
        on=on,
        expected_available=expected_available,
        continues=contract,
    )


@transaction.atomic
def _refused(run: Prolongation, contract: Contract, refusal: RuleBroken) -> None:
    """A line of the protocol, in the portal's language."""
    with translation.override(settings.LANGUAGE_CODE):
        reason = str(refusal)[:255]
    ProlongationLine.objects.create(
        prolongation=run, contract=contract, code=refusal.code, reason=reason
    )


def settle(municipality: Municipality, *, on: date) -> int:
    """The daily work: offers nobody answered in their term are signed or lapse (R6.55).

    Silence is consent only where `auto_prolongation` was on when the offer was made. Returns how
    many were settled; again finds none.
    """
    lines = (
        ProlongationLine.objects.filter(
            offered__status=Contract.Status.ACCEPTED,
            offered__certificate__municipality=municipality,
            answer_until__lt=on,
        )
        .select_related("offered__plan")
        .order_by("offered_id")
    )
    return sum(_settle(line, on=on) for line in list(lines))


def _settle(line: ProlongationLine, *, on: date) -> bool:
    """Sign or refuse one offer. Returns whether it was still open."""
    offered = line.offered
    assert offered is not None, "only lines with an offer are settled"
    agrees = line.silence_agrees and offered.ends_on >= on
    try:
        if agrees:
            enrolling.sign(offered, by=None, on=on, job=JOB)
        else:
            enrolling.refuse(offered, Contract.Refusal.OVERDUE, by=None, on=on, job=JOB)
    except RuleBroken:  # answered meanwhile
        return False
    return True
