"""The paying agreement: asked for by a provider, answered by a payer (R4.13)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers import notifications
from providers.models import Agreement, Provider
from reference.errors import RuleBroken, refusing
from reference.models import FundingPlan
from users import audit
from users.models import AuditEvent, User

Status = Agreement.Status

TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.NEW: (Status.CONFIRMED, Status.REJECTED),
    Status.CONFIRMED: (Status.ACTIVE, Status.REJECTED),
    Status.ACTIVE: (Status.CLOSED,),
    Status.REJECTED: (Status.APPEALED,),
    Status.APPEALED: (Status.CONFIRMED, Status.REJECTED),
    Status.CLOSED: (),
}

# A period to come may be agreed upon so many days before it begins (R4.16).
AHEAD = timedelta(days=30)

# What stands in the head of every contract; without it there is nobody to sign (R4.09).
HEADER = {
    "head_name": _("who signs contracts"),
    "head_position": _("position"),
    "head_basis": _("acts on the basis of"),
}


def header_gaps(provider: Provider) -> list[str]:
    """The names of the fields of the contract's head that are still empty (R4.09)."""
    return [str(label) for name, label in HEADER.items() if not getattr(provider, name)]


def plans_to_agree(provider: Provider, *, on: date) -> QuerySet[FundingPlan]:
    """Plans for which the provider may ask for an agreement now, its own municipality's first."""
    living = Agreement.objects.filter(provider=provider).exclude(
        status__in=(Status.REJECTED, Status.CLOSED)
    )
    return (
        FundingPlan.objects.filter(
            status=FundingPlan.Status.OPEN, ends_on__gte=on, starts_on__lte=on + AHEAD
        )
        .exclude(pk__in=living.values("plan"))
        .select_related("municipality")
        .order_by("municipality__name", "starts_on")
    )


@transaction.atomic
def request(provider: Provider, plan: FundingPlan, *, by: User, on: date) -> Agreement:
    """Ask the payer of a plan for an agreement.

    Raises RuleBroken `provider_not_active`, `header_missing` (R4.09), `plan_not_open`,
    `too_early` (R4.16), `agreement_exists`.
    """
    provider = Provider.objects.select_for_update(of=("self",), no_key=True).get(pk=provider.pk)
    if not provider.is_active:
        raise RuleBroken(
            "provider_not_active", _("Only an active organisation of the register can ask for it")
        )
    if gaps := header_gaps(provider):
        raise RuleBroken(
            "header_missing",
            _("Fill in on the card of the organisation first: %(fields)s")
            % {"fields": ", ".join(gaps)},
        )
    if plan.status != FundingPlan.Status.OPEN or plan.ends_on < on:
        raise RuleBroken("plan_not_open", _("The period of this plan is over or not open yet"))
    if plan.starts_on > on + AHEAD:
        raise RuleBroken(
            "too_early",
            _("An agreement for the next period can be made from 30 days before it begins"),
        )
    exists = RuleBroken("agreement_exists", _("There is an agreement or a request already"))
    with refusing({"agreement_once_in_a_plan": exists}), transaction.atomic():
        agreement = Agreement.objects.create(provider=provider, plan=plan)
    audit.record(by, "agreement.requested", agreement)
    notifications.agreement_requested(agreement)
    return agreement


@transaction.atomic
def confirm(agreement: Agreement, *, by: User, on: date) -> Agreement:
    """Agree in principle; the number and the date of the signed paper follow (R4.15).

    Raises RuleBroken `wrong_status`.
    """
    agreement = _lock(agreement)
    _move(agreement, Status.CONFIRMED, by=by, action="agreement.confirmed")
    agreement.save(update_fields=("status",))
    return agreement


@transaction.atomic
def activate(
    agreement: Agreement,
    *,
    number: str,
    signed_on: date,
    maximum: int | None = None,
    text: str = "",
    by: User,
    on: date,
) -> Agreement:
    """Put a confirmed agreement in force with its requisites; the maximum is in kopecks (R4.17).

    Raises RuleBroken `wrong_status`, `number_missing`, `signed_later`, `maximum_negative`.
    """
    agreement = _lock(agreement)
    if not number.strip():
        raise RuleBroken("number_missing", _("Enter the number of the agreement"), field="number")
    if signed_on > on:
        raise RuleBroken(
            "signed_later", _("The date of signing is in the future"), field="signed_on"
        )
    _check_maximum(maximum)
    _move(agreement, Status.ACTIVE, by=by, action="agreement.activated")
    agreement.number, agreement.signed_on, agreement.maximum = number.strip(), signed_on, maximum
    agreement.text = text.strip()
    agreement.save(update_fields=("status", "number", "signed_on", "maximum", "text"))
    notifications.agreement_activated(agreement)
    return agreement


@transaction.atomic
def reject(agreement: Agreement, reason: str, *, by: User, on: date) -> Agreement:
    """Say no to a request. Raises RuleBroken `wrong_status`, `reason_missing`."""
    agreement = _lock(agreement)
    if not reason.strip():
        raise RuleBroken("reason_missing", _("Say why: the provider will read it"), field="reason")
    agreement.reason = reason.strip()
    _move(agreement, Status.REJECTED, by=by, action="agreement.rejected", reason=reason.strip())
    agreement.save(update_fields=("status", "reason"))
    notifications.agreement_rejected(agreement)
    return agreement


@transaction.atomic
def set_maximum(
    agreement: Agreement, maximum: int | None, *, committed: int, by: User, on: date
) -> Agreement:
    """Change or lift the maximum of an agreement in force, in kopecks (R4.17).

    `committed` is what its contracts have reserved and debited: contracts are not known on this
    floor. Raises RuleBroken `wrong_status`, `maximum_negative`, `maximum_below_commitments`.
    """
    agreement = _lock(agreement)
    # what is over may still have its last months paid
    if agreement.status not in (Status.ACTIVE, Status.CLOSED) or not agreement.number:
        raise _wrong_status(agreement)
    _check_maximum(maximum)
    if maximum is not None and maximum < committed:
        raise RuleBroken(
            "maximum_below_commitments",
            _("The maximum cannot be less than what the contracts have taken already"),
            field="maximum",
        )
    before, agreement.maximum = agreement.maximum, maximum
    agreement.save(update_fields=("maximum",))
    audit.record(by, "agreement.maximum_set", agreement, before=before, after=maximum)
    return agreement


@transaction.atomic
def close(agreement: Agreement, reason: str, *, by: User, on: date) -> Agreement:
    """Take an agreement out of force (R4.12); contracts are not known on this floor.

    Raises RuleBroken `wrong_status`, `reason_missing`.
    """
    agreement = _lock(agreement)
    if not reason.strip():
        raise RuleBroken("reason_missing", _("Say why: the provider will read it"), field="reason")
    agreement.reason = reason.strip()
    _move(agreement, Status.CLOSED, by=by, action="agreement.closed", reason=reason.strip())
    agreement.save(update_fields=("status", "reason"))
    notifications.agreement_closed(agreement)
    return agreement


def archive(plan: FundingPlan, *, event: AuditEvent) -> int:
    """A period is over: its agreements go to the archive (R4.15, R8.03). Returns how many."""
    over = Agreement.objects.filter(plan=plan, status=Status.ACTIVE)
    keys = list(over.order_by("pk").values_list("pk", flat=True))
    over.update(status=Status.CLOSED)
    audit.record_each(event, "agreement.archived", Agreement, keys)
    return len(keys)


@transaction.atomic
def appeal(agreement: Agreement, words: str, *, by: User, on: date) -> Agreement:
    """The provider does not agree with a rejection: the payer decides again (R4.15).

    Raises RuleBroken `wrong_status`, `reason_missing`, `agreement_exists`.
    """
    agreement = _lock(agreement)
    if not words.strip():
        raise RuleBroken("reason_missing", _("Say what you do not agree with"), field="reason")
    exists = RuleBroken("agreement_exists", _("There is an agreement or a request already"))
    agreement.appeal = words.strip()
    _move(agreement, Status.APPEALED, by=by, action="agreement.appealed", reason=words.strip())
    with refusing({"agreement_once_in_a_plan": exists}), transaction.atomic():
        agreement.save(update_fields=("status", "appeal"))
    notifications.agreement_appealed(agreement)
    return agreement


def _check_maximum(maximum: int | None) -> None:
    if maximum is not None and maximum < 0:
        raise RuleBroken("maximum_negative", _("A sum cannot be below zero"), field="maximum")


def _lock(agreement: Agreement) -> Agreement:
    return (
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("provider", "plan__municipality")
        .get(pk=agreement.pk)
    )


def _move(agreement: Agreement, to: Status, *, by: User, action: str, **details: str) -> None:
    here = Status(agreement.status)
    if to not in TRANSITIONS[here]:
        raise _wrong_status(agreement)
    agreement.status = to
    audit.record(by, action, agreement, before=here.value, after=to.value, **details)


def _wrong_status(agreement: Agreement) -> RuleBroken:
    label: str | Promise = Status(agreement.status).label
    return RuleBroken(
        "wrong_status",
        _("This is not possible now: the agreement is “%(status)s”. Open the page again.")
        % {"status": label},
    )
