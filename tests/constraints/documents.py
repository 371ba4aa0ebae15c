"""What was delivered, and the documents between provider and payer."""

from datetime import date
from functools import partial

from tests.constraints.case import Case, once
from tests.factories.enrollment import DeliveryFactory, DocumentFactory, DocumentLineFactory

DAY = date(2026, 10, 9)
FIRST_DAY = {"month": date(2026, 9, 1)}
OTHER_DAYS = [{"month": date(2026, 9, 2)}, {"month": date(2026, 8, 31)}]

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
    "document_one_of_a_kind_in_a_month": once(
        DocumentFactory,
        "provider",
        "municipality",
        "kind",
        "month",
        other={"kind": "advance", "month": date(2026, 10, 1)},
        held=[{"status": "in_work"}, {"status": "paid", "paid_on": DAY}],
        freed=[{"status": "removed"}, {"status": "returned", "reason": "сумма"}],
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
            {"carried_out": -1},
        ],
    ),
    "document_balances": Case(
        partial(DocumentFactory, total=100, advanced=80),
        accepts=[{"to_pay": 20}, {"to_pay": 10, "carried_in": 10}],
        rejects=[{"to_pay": 21}, {"to_pay": 19}],
    ),
    "document_paid_on_a_day": Case(
        DocumentFactory,
        accepts=[{"status": "paid", "paid_on": DAY}, {"status": "in_work"}],
        rejects=[{"status": "paid"}, {"status": "in_work", "paid_on": DAY}],
    ),
    "document_returned_with_a_reason": Case(
        DocumentFactory,
        accepts=[{"status": "returned", "reason": "сумма"}],
        rejects=[{"status": "returned"}],
    ),
    "line_one_per_contract_in_a_document": once(DocumentLineFactory, "document", "contract"),
    "line_within_its_instalment": Case(
        partial(DocumentLineFactory, instalment=100),
        accepts=[{"amount": 0}, {"amount": 100}],
        rejects=[{"amount": -1}, {"amount": 101}],
    ),
}
