"""From the application to the signed offer (section 6.4), and back while nothing is signed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import acting, consenting, converting, ledger, planning
from certificates.models import Account, Certificate
from enrollment import (
    alternatives,
    decaying,
    forming,
    instalments,
    letters_of_refusing,
    lifecycle,
    notifications,
    obstacles,
    reckoning,
    seating,
)
from enrollment.alternatives import Alternative
from enrollment.limiting import count_in, count_out
from enrollment.models import Contract, Dispute, Instalment, ProlongationLine
from enrollment.obstacles import ApplicationRefused
from programs import scheduling
from programs.models import Group
from reference.errors import RuleBroken, refusing
from reference.models import FundingPlan
from reference.prepared import Query, insert, insert_all
from reference.stamps import PortalNow
from reference.transactions import verb
from users import audit
from users.models import User

UNSIGNED = (Contract.Status.REQUESTED, Contract.Status.ACCEPTED)

SUM_CHANGED = RuleBroken(
    "sum_changed",
    _("The balance has changed since it was shown. Look at the new calculation and confirm it."),
)


ALREADY_CONTINUED = RuleBroken(
    "already_continued", _("The child goes on already: there is a later contract.")
)
# What the constraints of a contract say when somebody was faster (R6.10).
ONE_LIVING: dict[str, RuleBroken] = {
    "contract_one_living_per_module": ApplicationRefused(obstacles.ALREADY_APPLIED),
    "contract_one_open_continuation_per_module": ApplicationRefused(obstacles.ALREADY_APPLIED),
    "contract_continued_once": ALREADY_CONTINUED,
}


@verb
def apply(
    certificate: Certificate,
    group: Group,
    *,
    starts_on: date,
    by: User,
    on: date,
    expected_available: int | None = None,
    continues: Contract | None = None,
) -> Contract:
    """Apply for a place and reserve its price on the certificate (6.1–6.4).

    `expected_available` is the balance the person was shown, in kopecks, `continues` the contract
    of the child that this one goes on from. Raises ApplicationRefused with the first obstacle, or
    RuleBroken `sum_changed` (R6.22).
    """
    acting.hold_with(certificate.pk, by=by)
    contract = reserve_place(
        certificate,
        group,
        starts_on=starts_on,
        by=by,
        on=on,
        expected_available=expected_available,
        continues=continues,
    )
    notifications.contract_requested(contract)
    return contract


def reserve_place(
    certificate: Certificate,
    group: Group,
    *,
    starts_on: date,
    by: User,
    on: date,
    expected_available: int | None = None,
    continues: Contract | None = None,
    action: str = "contract.requested",
) -> Contract:
    """Seat, contract and money of an application, without its letters. Raises what `apply` does.

    Inside the transaction of the verb that writes them.
    """
    plans = obstacles.plans_for_contracts(certificate.municipality_id, on)
    plan = next((each for each in plans if each.holds(starts_on)), None)
    if plan is not None:
        ledger.hold(plan)
        if plan.counts_hours:
            forming.hold_volume(certificate, plan)
        elif plan.starts_on > on:
            planning.book_nominal(certificate, plan, by=by, on=on)
        else:
            certificate = converting.fund_on_application(certificate, plan, by=by, on=on)
    group = scheduling.lock(group)
    account = _lock_account(certificate, plan)
    certificate = account.certificate if account else FRESH.one(certificate=certificate.pk)
    calculation = reckoning.reckon(
        certificate, group, plans, plan, account, starts_on=starts_on, on=on, continues=continues
    )
    if before := reckoning.goes_on_from(calculation, certificate):
        calculation = reckoning.reckon(
            certificate, group, plans, plan, account, starts_on=starts_on, on=on, continues=before
        )
    if calculation.obstacles:
        raise ApplicationRefused(calculation.obstacles[0])
    if expected_available is not None and expected_available != calculation.available:
        raise SUM_CHANGED
    assert account is not None, "without an account there is no free money, an obstacle"
    decaying.lower(account, plan, by=by, on=on)
    return _write(account, calculation, certificate, action, by=by, on=on)


FRESH = Query(
    lambda certificate: Certificate.objects.select_related("child", "municipality__region").filter(
        pk=certificate
    )
)


def _lock_account(certificate: Certificate, plan: FundingPlan | None) -> Account | None:
    """The account that pays, locked; in a plan of hours it is opened by the first application."""
    if plan is None:
        return None
    if plan.counts_hours:
        return forming.lock_account(certificate, plan)
    return ledger.lock(certificate, plan)


def _write(
    account: Account,
    calculation: reckoning.Calculation,
    certificate: Certificate,
    action: str,
    *,
    by: User,
    on: date,
) -> Contract:
    """Seat, contract, instalments, money, audit: one application."""
    group, quote, plan = calculation.group, calculation.quote, calculation.plan
    assert plan is not None, "a day without a plan is an obstacle"
    assert quote is not None, "a group without a price is an obstacle"
    seating.take(certificate, group, on=on, continues=calculation.continues)
    count_in(plan, group.program)
    with refusing(ONE_LIVING):
        contract = insert(
            Contract(
                certificate=certificate,
                account=account,
                plan=plan,
                group=group,
                module_id=group.module_id,
                provider=group.program.provider,
                direction_id=group.program.direction_id,
                requested_by=by,
                requested_on=on,
                starts_on=calculation.starts_on,
                ends_on=calculation.ends_on,
                total=quote.total,
                certificate_part=quote.certificate_part,
                parent_part=quote.parent_part,
                parent_payment_mode=group.program.provider.parent_payment_mode,
                continues=calculation.continues,
            )
        )
    insert_all(
        [
            Instalment(
                contract=contract,
                month=part.month.first_day,
                certificate_amount=part.certificate,
                parent_amount=part.parent,
            )
            for part in quote.parts
        ]
    )
    event = audit.record(by, action, contract, certificate_part=quote.certificate_part)
    if plan.is_social_order:
        forming.form(contract, group, on=on, event=event)
    ledger.reserve(account, contract.pk, quote.certificate_part, on=on, event=event)
    return contract


@transaction.atomic
def accept(contract: Contract, *, by: User, on: date) -> Contract:
    """The provider accepts the application and publishes its offer (6.4).

    Raises RuleBroken `wrong_status`, `no_agreement` (R4.14), `provider_suspended` (R1.08).
    """
    contract = lifecycle.lock(contract, Contract.Status.ACCEPTED)
    if not contract.provider.agreements.active().filter(plan=contract.plan_id).exists():
        raise ApplicationRefused(obstacles.NO_AGREEMENT)
    if not contract.provider.is_active:
        raise ApplicationRefused(obstacles.PROVIDER_SUSPENDED)
    contract.status, contract.accepted_on = Contract.Status.ACCEPTED, on
    contract.save(update_fields=["status", "accepted_on"])
    audit.record(by, "contract.accepted", contract)
    notifications.contract_accepted(contract)
    return contract


@transaction.atomic
def refuse(
    contract: Contract,
    refusal: Contract.Refusal,
    comment: str = "",
    *,
    by: User | None,
    on: date,
    job: str = "",
) -> Contract:
    """Refuse an application, or withdraw the offer, with a reason (R6.29); everything returns.

    Raises RuleBroken `wrong_status`.
    """
    contract = lifecycle.lock(contract, Contract.Status.REFUSED, job=job)
    contract.refusal, contract.comment = refusal, comment
    _undo(contract, Contract.Status.REFUSED, by=by, on=on, job=job)
    letters_of_refusing.contract_refused(contract, _instead_of(contract, by=by, on=on))
    return contract


def _instead_of(contract: Contract, *, by: User | None, on: date) -> list[Alternative]:
    """Where the child can go instead; jobs that refuse many leave it to the page."""
    if by is None:
        return []
    return alternatives.instead_of(
        contract.group, contract.certificate, on=on, refusal=contract.refusal
    )


@transaction.atomic
def withdraw(contract: Contract, *, by: User | None, on: date, job: str = "") -> Contract:
    """The parent takes the application back; everything returns (W12, R6.47).

    Possible until the first day of lessons, also after signing. Raises RuleBroken `wrong_status`,
    `already_started`, `already_documented` (December is invoiced before its last lessons, R7.08).
    """
    acting.hold_with(contract.certificate_id, by=by)
    contract = lifecycle.lock(contract, Contract.Status.WITHDRAWN, job=job)
    lifecycle.check_not_invoiced(contract)
    if contract.status == Contract.Status.ACTIVE and contract.starts_on <= on:
        raise RuleBroken(
            "already_started", _("Lessons have begun: the contract can be terminated.")
        )
    _undo(contract, Contract.Status.WITHDRAWN, by=by, on=on, job=job)
    notifications.contract_withdrawn(contract)
    return contract


def _undo(
    contract: Contract, status: Contract.Status, *, by: User | None, on: date, job: str = ""
) -> None:
    """End a contract as if it had not been: the seat is free, all its money returns."""
    seating.leave(contract, on=on)
    contract.status, contract.decided_on = status, on
    contract.save(update_fields=["status", "decided_on", "refusal", "comment"])
    Contract.objects.filter(pk=contract.pk).update(decided_at=PortalNow())  # (R2.17)
    event = audit.record(by, f"contract.{status}", contract, job=job, reason=contract.refusal)
    ledger.reverse_debits(contract.pk, on=on, event=event)
    contract.instalments.filter(status=Instalment.Status.DEBITED).update(
        status=Instalment.Status.PLANNED
    )
    instalments.release_planned(contract, after=None, on=on, event=event)
    count_out(contract)


@transaction.atomic
def sign(contract: Contract, *, by: User | None, on: date, job: str = "") -> Contract:
    """The parent accepts the offer; the first month is debited, with any that have begun (6.4).

    A named job signs what was agreed to by silence (R6.55). Raises RuleBroken `wrong_status`,
    `provider_suspended` (its applications are being refused, R4.11), `dates` (its lessons are
    over), `offer_lapsed`, `consent_withdrawn` (R11.04), `certificate_disputed`: what the family
    has disputed is signed by nobody meanwhile, and silence is no consent.
    """
    acting.hold_with(contract.certificate_id, by=by)
    contract = lifecycle.lock(contract, Contract.Status.ACTIVE)
    if consenting.is_withdrawn(contract.certificate.child):
        raise ApplicationRefused(obstacles.CONSENT_WITHDRAWN)
    if _is_disputed(contract, by_silence=by is None):
        raise ApplicationRefused(obstacles.CERTIFICATE_DISPUTED)
    if not contract.provider.is_active:
        raise ApplicationRefused(obstacles.PROVIDER_SUSPENDED)
    if contract.ends_on < on:
        raise RuleBroken("dates", _("The lessons of this offer are over: it cannot be signed."))
    if contract.continues_id and _term_is_over(contract, on):
        raise RuleBroken("offer_lapsed", _("The term of this offer is over."))
    contract.status, contract.signed_on = Contract.Status.ACTIVE, on
    contract.save(update_fields=["status", "signed_on"])
    event = audit.record(by, "contract.signed", contract, job=job)
    planned = list(contract.instalments.filter(status=Instalment.Status.PLANNED))
    instalments.debit(
        contract, instalments.begun(planned, on=on) or planned[:1], on=on, event=event
    )
    notifications.contract_signed(contract)
    return contract


def _is_disputed(contract: Contract, *, by_silence: bool) -> bool:
    disputes = Dispute.objects.open().filter(certificate=contract.certificate_id)
    return disputes.exists() if by_silence else disputes.filter(contract=contract.pk).exists()


def _term_is_over(contract: Contract, on: date) -> bool:
    """Whether an offer to go on has lapsed by silence (R6.55)."""
    return ProlongationLine.objects.filter(
        offered=contract, silence_agrees=False, answer_until__lt=on
    ).exists()
