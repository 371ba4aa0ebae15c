"""What a payer checks before it pays a document: the grounds to return it (R7.18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from enrollment import annex, settling
from enrollment.models import Document
from reference import money
from reference.errors import RuleBroken

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Kind = Document.Kind
Refusal = Document.Refusal


@dataclass(frozen=True)
class Check:
    """One ground: whether all is well, and how many lines or what sum is wrong."""

    ground: Document.Refusal
    ok: bool
    text: str | _StrPromise
    cure: str = ""


# Each counts the lines of the document that are wrong in its way.
WRONG_LINES = """
    SELECT
        count(*) FILTER (WHERE contract.provider_id <> document.provider_id
            OR contract.plan_id <> document.plan_id
            OR contract.status NOT IN ('active', 'terminating', 'closed')
            OR instalment.id IS NULL OR instalment.status <> 'debited'),
        count(*) FILTER (WHERE line.instalment IS DISTINCT FROM instalment.certificate_amount),
        count(*) FILTER (WHERE document.kind = 'invoice' AND line.correction_id IS NULL
            AND line.held * coalesce(delivery.planned, 1)
                <> line.planned * coalesce(delivery.held, 1)),
        count(*) FILTER (WHERE line.correction_id IS NULL AND line.amount
            <> (2 * line.instalment * line.held + line.planned) / (2 * line.planned))
    FROM enrollment_documentline line
    JOIN enrollment_document document ON document.id = line.document_id
    JOIN enrollment_contract contract ON contract.id = line.contract_id
    LEFT JOIN enrollment_instalment instalment
        ON instalment.contract_id = line.contract_id AND instalment.month = line.month
    LEFT JOIN enrollment_delivery delivery
        ON delivery.contract_id = line.contract_id AND delivery.month = line.month
    WHERE document.id = %s
"""


def examine(document: Document) -> list[Check]:
    """Everything the rules let a payer return a document for, asked of the records."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG_LINES, [document.pk])
        inactive, above, unconfirmed, miscounted = cursor.fetchone()
    return [
        _lines(Refusal.CONTRACT, inactive, _("Every contract is in the register and acts")),
        _agreement(document),
        _maximum(document),
        _lines(Refusal.SUM, above, _("No line is above the payment of its month")),
        Check(Refusal.MONTH, _month_is_right(document), _("The month is the right one")),
        _lines(Refusal.SHARE, unconfirmed, _("The shares are those of the journal")),
        Check(
            Refusal.ARITHMETIC,
            not miscounted and _adds_up(document),
            _("The sums add up"),
        ),
    ]


def check_maximum(document: Document) -> None:
    """Raises RuleBroken `maximum_exceeded` if the agreement pays more than its maximum (R7.18)."""
    found = _maximum(document)
    if not found.ok:
        raise RuleBroken(
            "maximum_exceeded",
            _("The maximum of the agreement is exceeded: %(how)s. Return the document or raise it.")
            % {"how": found.cure},
        )


def _lines(ground: Document.Refusal, wrong: int, text: str | _StrPromise) -> Check:
    cure = str(_("Lines that are wrong: %(number)s") % {"number": wrong}) if wrong else ""
    return Check(ground, not wrong, text, cure)


def _agreement(document: Document) -> Check:
    return Check(
        Refusal.AGREEMENT,
        annex.agreement_of(document) is not None,
        _("The agreement is in force in the month"),
    )


def _maximum(document: Document) -> Check:
    """Whether what is paid under the agreement stays within its maximum with this document."""
    text = _("The maximum of the agreement is not exceeded")
    agreement = annex.agreement_of(document)
    if agreement is None or agreement.maximum is None:
        return Check(Refusal.MAXIMUM, ok=True, text=text)
    others = Document.objects.filter(
        provider=document.provider_id, plan=document.plan_id, status=Document.Status.PAID
    ).exclude(pk=document.pk)
    paid = int(others.aggregate(sum=Sum("to_pay", default=0))["sum"])
    paid -= settling.returned(document.provider_id, document.plan_id)
    over = paid + document.to_pay - agreement.maximum
    cure = str(
        _("maximum %(maximum)s, paid %(paid)s, over it %(over)s")
        % {
            "maximum": money.rubles(agreement.maximum),
            "paid": money.rubles(paid),
            "over": money.rubles(over),
        }
    )
    return Check(Refusal.MAXIMUM, over <= 0, text, cure if over > 0 else "")


def _month_is_right(document: Document) -> bool:
    """A month of the plan; an invoice of one that was over, or of December in December (R7.08)."""
    plan = document.plan
    if not plan.starts_on.replace(day=1) <= document.month <= plan.ends_on:
        return False
    present = document.created_on.replace(day=1)
    if document.kind == Kind.ADVANCE:
        return document.month == present
    return document.month < present or document.month.month == 12 or document.kind != Kind.INVOICE


def _adds_up(document: Document) -> bool:
    """Whether the sums of the document are those of its lines and of the month's advance."""
    sums = document.lines.aggregate(
        total=Sum("amount", filter=Q(correction__isnull=True), default=0),
        corrected=Sum("amount", filter=Q(correction__isnull=False), default=0),
    )
    advances = Document.objects.living().filter(
        provider=document.provider_id,
        plan=document.plan_id,
        kind=Kind.ADVANCE,
        month=document.month,
    )
    advanced = int(advances.aggregate(sum=Sum(F("total"), default=0))["sum"])
    return (
        sums["total"] == document.total
        and sums["corrected"] == document.corrected
        and (document.kind != Kind.INVOICE or document.advanced == advanced)
    )
