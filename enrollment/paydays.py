"""When documents are to be sent and paid (7.1): terms of the region, marks of what is late."""

from __future__ import annotations

from datetime import date

from enrollment.models import Document
from reference.days import Month, working_day
from reference.models import FundingPlan, Holiday

Kind = Document.Kind
WAITING = (Document.Status.NOT_VIEWED, Document.Status.IN_WORK)


def due_on(document: Document) -> date:
    """The last day on which the payer pays in time: the 10th of the following month (R7.16).

    December is paid in December, where it is invoiced then (R7.08). What is sent after that day
    has time until the same day of the next month.
    """
    plan, month = document.plan, Month.of(document.month)
    if document.kind == Kind.CORRECTION:
        month = Month.of(document.created_on)
    elif _is_closed_in_december(plan, month) and document.created_on <= month.last_day:
        return month.last_day
    day: int = plan.setting("payment_due_day")
    due = month.shift(1).first_day.replace(day=day)
    while due < document.created_on:
        due = Month.of(due).shift(1).first_day.replace(day=day)
    return due


def is_overdue(document: Document, *, on: date) -> bool:
    """Whether the document asks for money that should have been paid by now (R7.16)."""
    return document.status in WAITING and document.to_pay > 0 and on > due_on(document)


def invoices_until(plan: FundingPlan, month: Month) -> date:
    """The last day on which the invoice of the month is sent in time: the 5th working day (7.1).

    December is invoiced until its end, where it is invoiced in December (R7.08). Later invoices
    are taken too.
    """
    if _is_closed_in_december(plan, month):
        return month.last_day
    following = month.shift(1)
    return working_day(following, plan.setting("invoice_day_to"), Holiday.of(following))


def _is_closed_in_december(plan: FundingPlan, month: Month) -> bool:
    """Whether the month is a December that is invoiced and paid before its year is over (R7.08)."""
    return month.number == 12 and bool(plan.setting("december_invoice_in_december"))
