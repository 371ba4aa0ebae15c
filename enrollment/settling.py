"""What a provider and a payer owe each other in one plan: the offset and its return (R7.14).

Everything between the two in a plan is said under one lock, so that no offset is used twice and
no document returned whose sums another stands on.
"""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from enrollment.models import Contract, Document, Instalment, Repayment
from providers.models import Provider
from reference import money
from reference.errors import RuleBroken
from reference.models import FundingPlan
from users import audit
from users.models import User

DOCUMENTS_LOCK = 7002  # the class of the advisory locks taken on the documents of two parties


def hold(provider_id: int, plan_id: int) -> None:
    """Wait until nobody else writes documents of the provider in the plan, and keep others out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))",
            [DOCUMENTS_LOCK, f"{provider_id}:{plan_id}"],
        )


def overpaid(provider_id: int, plan_id: int) -> int:
    """What was paid beyond what was delivered and is neither offset nor returned, in kopecks."""
    carried = (
        Document.objects.living()
        .filter(provider=provider_id, plan=plan_id)
        .aggregate(left=Sum(F("carried_out") - F("carried_in"), default=0))["left"]
    )
    return int(carried) - returned(provider_id, plan_id)


def returned(provider_id: int, plan_id: int) -> int:
    """What the provider has returned to the payer in the plan, in kopecks (R7.14)."""
    repayments = Repayment.objects.filter(provider=provider_id, plan=plan_id)
    return int(repayments.aggregate(sum=Sum("amount", default=0))["sum"])


def is_over(provider: Provider, plan: FundingPlan, *, on: date) -> bool:
    """Whether no document of a month is to come in the plan, so that nothing can be offset."""
    if on > plan.ends_on:
        return not _uninvoiced(provider, plan).filter(status=Instalment.Status.DEBITED).exists()
    return not _uninvoiced(provider, plan).exists()


def _uninvoiced(provider: Provider, plan: FundingPlan) -> QuerySet[Instalment]:
    """The months that stand in no invoice and still may: debited, or planned by those who study."""
    invoiced = Document.objects.living().filter(
        provider=provider, plan=plan, kind=Document.Kind.INVOICE, month=OuterRef("month")
    )
    studying = (Contract.Status.ACTIVE, Contract.Status.TERMINATING)
    return Instalment.objects.filter(
        Q(status=Instalment.Status.DEBITED)
        | Q(status=Instalment.Status.PLANNED, contract__status__in=studying),
        ~Exists(invoiced),
        contract__provider=provider,
        contract__plan=plan,
        certificate_amount__gt=0,
    )


@transaction.atomic
def repay(
    provider: Provider,
    plan: FundingPlan,
    amount: int,
    *,
    payment_order: str,
    paid_on: date,
    by: User,
    on: date,
) -> Repayment:
    """Note that the provider has returned what it was paid too much in the plan (R7.14).

    The money went outside the portal (R7.22). Raises RuleBroken `not_over` (it still can be
    offset), `sum` (more than was overpaid, or nothing), `dates` (a day to come).
    """
    hold(provider.pk, plan.pk)
    if not is_over(provider, plan, on=on):
        raise RuleBroken(
            "not_over", _("What was overpaid goes into the next document of the period.")
        )
    if not 0 < amount <= (most := overpaid(provider.pk, plan.pk)):
        raise RuleBroken(
            "sum",
            _("The organisation owes no such sum: it can return up to %(most)s.")
            % {"most": money.rubles(most)},
            field="amount",
        )
    if not plan.starts_on <= paid_on <= on:
        raise RuleBroken(
            "dates",
            _("Money is returned within the period or later, up to today."),
            field="paid_on",
        )
    repayment = Repayment.objects.create(
        provider=provider,
        plan=plan,
        amount=amount,
        payment_order=payment_order,
        paid_on=paid_on,
        noted_by=by,
        noted_on=on,
    )
    audit.record(by, "overpaid.returned", provider, amount=amount, order=payment_order)
    return repayment
