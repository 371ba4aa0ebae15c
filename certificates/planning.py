"""A plan's parameters: approving, nominals and limits, and the plan as one picture (section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from certificates import granting, ledger, notifications, queueing, renewing, versioning
from certificates.models import Account, Certificate, Entry
from reference import configuration
from reference.errors import RuleBroken, refusing
from reference.models import CategoryTerms, FundingPlan
from users import audit
from users.models import User

COMMITTED_MONEY = RuleBroken(
    "committed_money",
    _("Some certificates of the category have already reserved or spent more than that."),
    field="nominal",
)


VOLUME = RuleBroken(
    "volume",
    _("The plan has not enough money to give this nominal to every certificate of the category."),
    field="nominal",
)


@dataclass(frozen=True)
class PlanPicture:
    """Where the money of a plan is, in kopecks: never issued and issued make the volume."""

    certificates: int
    volume: int
    issued: int
    available: int
    reserved: int
    debited: int
    lapsed: int

    @property
    def never_issued(self) -> int:
        return self.volume - self.issued

    @property
    def contracted(self) -> int:
        return self.reserved + self.debited


def picture(plan: FundingPlan, terms: CategoryTerms | None = None) -> PlanPicture:
    """The sums of the plan, or of one of its categories: always counted from the accounts."""
    accounts = Account.objects.filter(plan=plan)
    if terms is not None:
        accounts = accounts.filter(category=terms.category_id)
    sums = accounts.aggregate(
        certificates=Count("id", filter=Q(nominal__gt=0)),
        issued=Sum("nominal", default=0),
        available=Sum("available", default=0),
        reserved=Sum("reserved", default=0),
        debited=Sum("debited", default=0),
        lapsed=Sum("lapsed", default=0),
    )
    issued = int(sums["issued"])
    return PlanPicture(
        certificates=sums["certificates"],
        volume=max(_volume(plan, terms), issued),
        issued=issued,
        available=int(sums["available"]),
        reserved=int(sums["reserved"]),
        debited=int(sums["debited"]),
        lapsed=int(sums["lapsed"]),
    )


def _volume(plan: FundingPlan, terms: CategoryTerms | None) -> int:
    """What is set aside: the plan's volume, or what its categories' limits come to (R3.06)."""
    if terms is not None:
        return _volume_of(terms)
    if plan.volume is not None:
        return plan.volume
    return sum(_volume_of(each) for each in plan.category_terms.all())


def _volume_of(terms: CategoryTerms) -> int:
    if terms.sum_limit is not None:
        return terms.sum_limit
    return terms.nominal * (terms.number_limit or 0)


@transaction.atomic
def approve(plan: FundingPlan, *, by: User, on: date) -> FundingPlan:
    """Make a draft the municipality's plan for its period (R3.01).

    Approved when its period has begun, it gives its nominals at once. Raises RuleBroken
    `not_a_draft`, `no_categories`, `no_weekly_norm`, `plan_closed`, `volume` (R3.06), `overlap`.
    """
    ledger.hold(plan)
    plan = FundingPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if plan.status != FundingPlan.Status.DRAFT:
        raise RuleBroken("not_a_draft", _("This plan has been approved already."))
    if not plan.category_terms.exists():
        raise RuleBroken("no_categories", _("Add at least one category to the plan."))
    if plan.counts_hours and plan.category_terms.filter(weekly_norm__isnull=True).exists():
        raise RuleBroken(
            "no_weekly_norm", _("Enter the hours of a week for every category of the plan.")
        )
    _check_open(plan, on)
    configuration.check(plan.settings)
    if plan.volume is not None and plan.volume < _volume_by_categories(plan):
        raise RuleBroken(
            "volume", _("The limits of the categories together exceed the volume of the plan.")
        )
    overlap = RuleBroken("overlap", _("The period overlaps another plan of the municipality."))
    with refusing({"plan_periods_do_not_overlap": overlap}):
        FundingPlan.objects.filter(pk=plan.pk).update(status=FundingPlan.Status.OPEN)
    plan.status = FundingPlan.Status.OPEN
    event = audit.record(by, "plan.approved", plan)
    versioning.keep(plan, act=plan.act, on=on, event=event)
    if plan.holds(on) and not _is_another_to_close(plan):
        renewing.renew(plan.municipality, on=on, event=event)
    return plan


def _is_another_to_close(plan: FundingPlan) -> bool:
    """Whether the period before still waits for its closing: the shift then gives the nominals."""
    return (
        FundingPlan.objects.filter(municipality=plan.municipality_id, ends_on__lt=plan.starts_on)
        .filter(status__in=(FundingPlan.Status.OPEN, FundingPlan.Status.CLOSING))
        .exists()
    )


def _volume_by_categories(plan: FundingPlan) -> int:
    return sum(_volume_of(terms) for terms in plan.category_terms.all())


@transaction.atomic
def set_nominal(
    terms: CategoryTerms, nominal: int, *, act: str = "", by: User, on: date
) -> CategoryTerms:
    """Give every certificate of the category this nominal, in kopecks, by the act (R3.09).

    All of them or none: RuleBroken `committed_money` when any has committed more than it,
    `volume` when the plan has not as much (R3.06), `plan_closed` after the period.
    """
    ledger.hold_alone(terms.plan)
    terms = queueing.lock(terms)
    _check_open(terms.plan, on)
    if terms.plan.counts_hours:
        raise RuleBroken("plan_in_hours", _("This plan counts hours of a week: it has no nominal."))
    before = terms.nominal
    difference = nominal - before
    terms.nominal = nominal
    terms.save(update_fields=["nominal"])
    event = audit.record(by, "terms.nominal_set", terms, nominal=nominal, difference=difference)
    kind = Entry.Kind.GRANT if difference > 0 else Entry.Kind.REVOKE
    try:
        ledger.post_selected(
            kind,
            """
            SELECT account.id AS account_id,
                -- what stands below the lower nominal already (R2.25, R3.20) stays as it is
                CASE WHEN %s > 0 THEN %s::bigint ELSE account.nominal - %s END AS amount,
                NULL::bigint AS contract_id, NULL::date AS month,
                %s || ':' || account.id || ':' || %s AS key
            FROM certificates_account account
            JOIN certificates_certificate certificate ON certificate.id = account.certificate_id
            WHERE account.plan_id = %s AND account.category_id = %s
                AND certificate.type = 'funded' AND certificate.status = 'active'
                -- an emptied account of a plan that has not begun is given the whole later
                AND (account.nominal > 0 OR %s = 0)
            ORDER BY account.id
            """,
            [
                *(difference, difference, nominal, kind, str(event.pk)),
                *(terms.plan_id, terms.category_id, before),
            ],
            on=on,
            event=event,
        )
    except RuleBroken as refusal:
        raise COMMITTED_MONEY from refusal
    volume = terms.plan.volume
    if difference > 0 and volume is not None and ledger.issued_by(terms.plan) > volume:
        raise VOLUME
    versioning.keep(terms.plan, act=act, on=on, event=event)
    if difference and terms.plan.status == FundingPlan.Status.OPEN:
        notifications.nominal_changed(terms)
    queueing.promote(terms, on=on)
    return terms


@transaction.atomic
def set_limits(
    terms: CategoryTerms,
    *,
    number_limit: int | None,
    sum_limit: int | None,
    act: str = "",
    by: User,
    on: date,
) -> int:
    """Set the category's limits (None = unlimited); the queue moves into the new vacancies (R3.13).

    Returns how many were promoted. A limit may be lowered below what is issued: then nobody new
    is funded. Raises RuleBroken `plan_closed`.
    """
    ledger.hold(terms.plan)
    terms = queueing.lock(terms)
    _check_open(terms.plan, on)
    terms.number_limit, terms.sum_limit = number_limit, sum_limit
    terms.save(update_fields=["number_limit", "sum_limit"])
    event = audit.record(by, "terms.limits_set", terms, number=number_limit, sum=sum_limit)
    versioning.keep(terms.plan, act=act, on=on, event=event)
    return queueing.promote(terms, on=on)


@transaction.atomic
def set_volume(
    plan: FundingPlan, volume: int | None, *, act: str = "", by: User, on: date
) -> FundingPlan:
    """Correct the money of the plan inside its period, by the payer's act (R3.18).

    The queue moves into what is new. Raises RuleBroken `volume` when more is issued already,
    `plan_closed`.
    """
    ledger.hold_alone(plan)
    terms = [queueing.lock(each) for each in plan.category_terms.order_by("pk")]
    plan = FundingPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    _check_open(plan, on)
    if volume is not None and volume < ledger.issued_by(plan):
        raise RuleBroken("volume", _("Certificates have more than that already."), field="volume")
    plan.volume = volume
    plan.save(update_fields=["volume"])
    event = audit.record(by, "plan.volume_set", plan, volume=volume)
    versioning.keep(plan, act=act, on=on, event=event)
    for each in terms:
        each.plan.volume = volume
        queueing.promote(each, on=on)
    return plan


@transaction.atomic
def allow_next_plan(plan: FundingPlan, *, by: User, on: date) -> FundingPlan:
    """Allow contracts at the expense of the next period from now on (R3.16)."""
    plan = FundingPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    _check_open(plan, on)
    plan.settings["future_period_contracts_allowed"] = True
    plan.save(update_fields=["settings"])
    event = audit.record(by, "plan.next_allowed", plan)
    versioning.keep(plan, on=on, event=event)
    return plan


def nominal_ahead(certificate: Certificate, plan: FundingPlan, *, on: date) -> int:
    """What a funded certificate would get in a plan that has not begun, in kopecks (R3.16)."""
    if (
        plan.counts_hours
        or plan.starts_on <= on
        or not (certificate.is_funded and certificate.is_active)
    ):
        return 0
    terms = granting.terms_of(certificate, plan)
    return terms.nominal if terms and queueing.vacancies(terms).is_open else 0


def lock_terms_ahead(certificate: Certificate, plan: FundingPlan) -> CategoryTerms | None:
    """The terms of a first booking in a plan that has not begun, locked (R3.16).

    None where the certificate has its nominal already, or the plan has not its category. Whoever
    books for a contract that goes on begins with it: terms are locked before contracts.
    """
    if Account.objects.filter(certificate=certificate, plan=plan, nominal__gt=0).exists():
        return None
    terms = granting.terms_of(certificate, plan)
    return queueing.lock(terms) if terms else None


def book_nominal(certificate: Certificate, plan: FundingPlan, *, by: User, on: date) -> None:
    """Give a funded certificate its nominal in a plan that has not begun, once (R3.16).

    The shift of the period leaves it as it is. Without a vacancy nothing is given.
    """
    terms = lock_terms_ahead(certificate, plan)
    if terms is None:
        return
    certificate = Certificate.objects.get(pk=certificate.pk)
    nominal = nominal_ahead(certificate, plan, on=on)
    account = ledger.open_account(certificate, plan, terms.category)
    if nominal and not account.nominal:
        event = audit.record(by, "certificate.booked_ahead", certificate, nominal=nominal)
        ledger.grant(account, nominal, on=on, event=event)


def _check_open(plan: FundingPlan, on: date) -> None:
    """Nothing new in a period that is over; between its end and its closing money only returns."""
    if plan.ends_on < on or plan.status in (FundingPlan.Status.CLOSING, FundingPlan.Status.CLOSED):
        raise RuleBroken("plan_closed", _("The period of this plan is closed."))


def blocked_by(terms: CategoryTerms, nominal: int) -> int:
    """How many certificates of the category have committed more than this nominal (R3.09)."""
    return Account.objects.filter(
        plan=terms.plan_id,
        category=terms.category_id,
        certificate__type=Certificate.Type.FUNDED,
        certificate__status=Certificate.Status.ACTIVE,
        available__lt=F("nominal") - nominal,
    ).count()
