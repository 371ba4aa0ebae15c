"""What was delivered, and the documents between provider and payer."""

from datetime import date, time
from functools import partial

from tests.constraints.case import Case, once
from tests.factories.enrollment import (
    AbsenceFactory,
    ConfirmationFactory,
    CorrectionFactory,
    DeliveryFactory,
    DocumentFactory,
    DocumentLineFactory,
    LessonFactory,
    MarkFactory,
    RepaymentFactory,
)

DAY = date(2026, 10, 9)
FIRST_DAY = {"month": date(2026, 9, 1)}
OTHER_DAYS = [{"month": date(2026, 9, 2)}, {"month": date(2026, 8, 31)}]


def line(*, corrects: bool = False, **fields: object) -> None:
    """A line of an instalment of a hundred, or one that corrects a paid one."""
    correction = CorrectionFactory() if corrects else None
    DocumentLineFactory(instalment=100, correction=correction, **fields)


CASES = {
    "delivery_once_in_a_month": once(
        DeliveryFactory, "contract", "month", other={"month": date(2026, 10, 1)}
    ),
    "delivery_month_is_its_first_day": Case(
        DeliveryFactory, accepts=[FIRST_DAY], rejects=OTHER_DAYS
    ),
    "delivery_held_of_those_planned": Case(
        DeliveryFactory,
        accepts=[{"planned": 8, "held": 8}, {"planned": 1, "held": 0}],
        rejects=[{"planned": 8, "held": 9}, {"planned": 0, "held": 0}],
    ),
    "delivery_attended_of_those_held": Case(
        partial(DeliveryFactory, held=5),
        accepts=[{"attended": None}, {"attended": 5}, {"attended": 0}],
        rejects=[{"attended": 6}],
    ),
    "lesson_once_at_a_time": once(
        LessonFactory,
        "group",
        "day",
        "starts_at",
        other={"day": date(2026, 9, 8), "starts_at": time(17, 0)},
    ),
    "lesson_made_up_when_cancelled": Case(
        LessonFactory,
        accepts=[{"status": "cancelled", "made_up_on": date(2026, 9, 8)}, {"status": "held"}],
        rejects=[
            {"status": "held", "made_up_on": date(2026, 9, 8)},
            {"status": "cancelled", "made_up_on": date(2026, 9, 7)},
        ],
    ),
    "mark_once_for_a_child_in_a_lesson": once(MarkFactory, "lesson", "certificate"),
    "confirmation_once_in_a_month": once(
        ConfirmationFactory,
        "certificate",
        "group",
        "month",
        other={"month": date(2026, 10, 1)},
    ),
    "confirmation_month_is_its_first_day": Case(
        ConfirmationFactory,
        accepts=[{"month": date(2026, 10, 1)}],
        rejects=[{"month": date(2026, 10, 2)}],
    ),
    "absence_told_once": once(
        AbsenceFactory, "certificate", "group", "day", other={"day": date(2026, 9, 8)}
    ),
    "document_one_of_a_kind_in_a_month": once(
        DocumentFactory,
        "provider",
        "plan",
        "kind",
        "month",
        other={"kind": "advance", "month": date(2026, 10, 1)},
        held=[{"status": "in_work"}, {"status": "paid", "paid_on": DAY}],
        freed=[{"status": "removed"}, {"status": "returned", "refusal": "sum"}],
    ),
    "document_month_is_its_first_day": Case(
        DocumentFactory, accepts=[FIRST_DAY], rejects=OTHER_DAYS
    ),
    "document_percent_within_a_hundred": Case(
        DocumentFactory,
        accepts=[{"percent": 1}, {"percent": 100}],
        rejects=[{"percent": 0}, {"percent": 101}],
    ),
    "document_sums_not_negative": Case(
        DocumentFactory,
        accepts=[
            {"total": 0, "to_pay": 0},
            {"total": 100, "advanced": 120, "carried_out": 20, "to_pay": 0},
        ],
        rejects=[
            {"total": -1},
            {"total": 100, "advanced": 120, "to_pay": -20},
            {"advanced": -1},
            {"carried_in": -1},
            {"advanced": 99_99, "carried_out": -1},
        ],
    ),
    "document_balances": Case(
        partial(DocumentFactory, total=100, advanced=80),
        accepts=[
            {"to_pay": 20},
            {"to_pay": 10, "carried_in": 10},
            {"to_pay": 15, "corrected": -5},
        ],
        rejects=[{"to_pay": 21}, {"to_pay": 19}, {"to_pay": 20, "corrected": 1}],
    ),
    "document_pays_or_carries_on": Case(
        partial(DocumentFactory, total=100),
        accepts=[{"advanced": 120, "carried_out": 20}, {"advanced": 80}],
        rejects=[{"advanced": 80, "carried_out": 20}],
    ),
    "document_paid_on_a_day": Case(
        DocumentFactory,
        accepts=[{"status": "paid", "paid_on": DAY}, {"status": "in_work"}],
        rejects=[{"status": "paid"}, {"status": "in_work", "paid_on": DAY}],
    ),
    "document_returned_with_a_reason": Case(
        DocumentFactory,
        accepts=[{"status": "returned", "refusal": "sum"}],
        rejects=[{"status": "returned"}],
    ),
    "document_other_reason_in_words": Case(
        partial(DocumentFactory, status="returned"),
        accepts=[{"refusal": "other", "reason": "нет подписи"}, {"refusal": "month"}],
        rejects=[{"refusal": "other"}],
    ),
    "correction_one_open_for_a_line": once(
        CorrectionFactory,
        "document",
        "contract",
        freed=[{"withdrawn_on": DAY}, {"settled_on": DAY}],
    ),
    "correction_changes_the_sum": Case(
        CorrectionFactory, accepts=[{"amount": -1}, {"amount": 1}], rejects=[{"amount": 0}]
    ),
    "correction_held_of_those_planned": Case(
        CorrectionFactory,
        accepts=[{"planned": 8, "held": 8}, {"planned": 1, "held": 0}],
        rejects=[{"planned": 8, "held": 9}, {"planned": 0, "held": 0}],
    ),
    "correction_says_why": Case(
        CorrectionFactory, accepts=[{"reason": "ошибка"}], rejects=[{"reason": ""}]
    ),
    "correction_settled_or_withdrawn": Case(
        CorrectionFactory,
        accepts=[{}, {"settled_on": DAY}, {"withdrawn_on": DAY}],
        rejects=[{"settled_on": DAY, "withdrawn_on": DAY}],
    ),
    "line_one_per_contract_in_a_document": once(
        DocumentLineFactory,
        "document",
        "contract",
        "month",
        other={"month": date(2026, 8, 1)},
    ),
    "line_month_is_its_first_day": Case(
        DocumentLineFactory, accepts=[FIRST_DAY], rejects=OTHER_DAYS
    ),
    "line_within_its_instalment": Case(
        line,
        accepts=[{"amount": 0}, {"amount": 100}, {"amount": -100, "corrects": True}],
        rejects=[
            {"amount": -1},
            {"amount": 101},
            {"amount": -101, "corrects": True},
            {"amount": 101, "corrects": True},
        ],
    ),
    "repayment_positive": Case(
        RepaymentFactory, accepts=[{"amount": 1}], rejects=[{"amount": 0}, {"amount": -1}]
    ),
    "repayment_has_an_order": Case(
        RepaymentFactory, accepts=[{"payment_order": "1"}], rejects=[{"payment_order": ""}]
    ),
}
