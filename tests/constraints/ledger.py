"""Accounts and entries: where every kopeck is, and who may move it. Sums here are kopecks."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.db.models import F

from certificates.models import Account, Entry
from certificates.models.account import MOVES
from enrollment.models import Contract
from tests.constraints.case import Case, Row, once
from tests.factories.certificates import AccountFactory, CertificateFactory, EntryFactory
from tests.factories.enrollment import ContractFactory
from tests.factories.reference import CategoryFactory, PlanFactory
from tests.factories.users import AuditEventFactory

MONTH = date(2026, 9, 1)
# every kind once, and a hundred is left in each place
MOVED = {
    "grant": 500,
    "revoke": 100,
    "reserve": 400,
    "release": 100,
    "debit": 200,
    "refund": 100,
    "lapse": 100,
}


def filled_account() -> tuple[Account, Contract]:
    """An account with a hundred kopecks in each of its places, and the contract it pays."""
    contract = ContractFactory()
    about = {
        "account": contract.account,
        "contract_id": contract.pk,
        "month": MONTH,
        "event": AuditEventFactory(),
    }
    Entry.objects.bulk_create(
        EntryFactory.build(kind=kind, amount=amount, **about) for kind, amount in MOVED.items()
    )
    return contract.account, contract


def entry(
    *,
    kind: str = "grant",
    contract: str | None = "its own",
    corrects: bool = False,
    **fields: object,
) -> None:
    """One more entry of a filled account; `corrects`: it says that it reverses one of its kind."""
    account, its_own = filled_account()
    numbers = {"its own": its_own.pk, "nobody's": its_own.pk + 1, None: None}
    earlier = account.entries.get(kind=kind)
    if corrects:
        about = {"contract_id": its_own.pk, "month": MONTH, "event": earlier.event}
        earlier = EntryFactory(account=account, kind=kind, amount=1, **about)
    EntryFactory(
        account=account,
        kind=kind,
        contract_id=numbers[contract],
        reverses=earlier if corrects else None,
        event=earlier.event,
        **{"amount": 1, "month": MONTH, **fields},
    )


def every_kind(*, wrong: bool) -> Iterator[Row]:
    """Each kind as itself and as a correction; wrong ones go the other one's way."""
    for kind in MOVES:
        yield {"kind": kind, "is_turned": wrong}
        yield {"kind": kind, "is_turned": not wrong, "corrects": True}


def written_entry(then: str) -> None:
    """An entry was written; now a hand reaches for it."""
    written = EntryFactory()
    if then == "correct":
        EntryFactory(account=written.account, reverses=written, is_turned=True)
    elif then == "change":
        Entry.objects.filter(pk=written.pk).update(key="another")
    else:
        Entry.objects.filter(pk=written.pk).delete()


def opened_account(then: str) -> None:
    """An account was opened; now it should go."""
    account = AccountFactory()
    if then == "stay empty":
        EntryFactory(account=account, kind="grant")
        EntryFactory(account=account, kind="revoke")
    else:
        Account.objects.filter(pk=account.pk).delete()


def changed_account(**changes: object) -> None:
    """A filled account is changed past its entries; a factory makes what it is changed to."""
    account, _ = filled_account()
    Account.objects.filter(pk=account.pk).update(
        **{name: to() if callable(to) else to for name, to in changes.items()}
    )


CASES = {
    "account_one_per_certificate_and_plan": once(AccountFactory, "certificate", "plan"),
    "account_starts_empty": Case(
        AccountFactory,
        accepts=[{"nominal": 0, "available": 0}],
        rejects=[
            {"nominal": 1, place: 1} for place in ("available", "reserved", "debited", "lapsed")
        ],
    ),
    "account_is_never_deleted": Case(
        opened_account, accepts=[{"then": "stay empty"}], rejects=[{"then": "go"}]
    ),
    "account_changes_only_by_entries": Case(
        changed_account,
        accepts=[{"category": CategoryFactory}],
        rejects=[
            {"nominal": F("nominal") + 1, "available": F("available") + 1},
            {"reserved": F("reserved") + 1, "available": F("available") - 1},
            {"debited": F("debited") + 1, "reserved": F("reserved") - 1},
            {"lapsed": F("lapsed") + 1, "debited": F("debited") - 1},
            {"certificate": CertificateFactory},
            {"plan": PlanFactory},
        ],
    ),
    "account_available_not_negative": Case(
        entry,
        accepts=[{"kind": kind, "amount": 100} for kind in ("reserve", "revoke", "lapse")],
        rejects=[{"kind": kind, "amount": 101} for kind in ("reserve", "revoke", "lapse")],
    ),
    "account_reserved_not_negative": Case(
        entry,
        accepts=[{"kind": kind, "amount": 100} for kind in ("debit", "release")],
        rejects=[{"kind": kind, "amount": 101} for kind in ("debit", "release")],
    ),
    "account_debited_not_negative": Case(
        entry,
        accepts=[{"kind": "refund", "amount": 100}],
        rejects=[{"kind": "refund", "amount": 101}],
    ),
    "account_lapsed_not_negative": Case(
        AccountFactory, accepts=[{"lapsed": 0}], rejects=[{"nominal": -1, "lapsed": -1}]
    ),
    "account_nominal_is_the_sum_of_its_places": Case(
        AccountFactory, accepts=[{"nominal": 0}], rejects=[{"nominal": -1}]
    ),
    "entry_is_applied": Case(
        entry,
        accepts=[{"kind": "reserve", "amount": 100}],
        rejects=[{"kind": "reserve", "amount": 101}],
    ),
    "entry_is_append_only": Case(
        written_entry,
        accepts=[{"then": "correct"}],
        rejects=[{"then": "change"}, {"then": "delete"}],
    ),
    "entry_amount_positive": Case(entry, accepts=[{"amount": 1}], rejects=[{"amount": 0}]),
    "entry_month_is_its_first_day": Case(
        entry,
        accepts=[{"month": date(2026, 9, 1)}, {"month": None}],
        rejects=[{"month": date(2026, 9, 2)}, {"month": date(2026, 8, 31)}],
    ),
    "entry_debit_names_contract_and_month": Case(
        entry,
        accepts=[{"kind": "debit"}, {"kind": "lapse", "contract": None, "month": None}],
        rejects=[{"kind": "debit", "contract": None}, {"kind": "debit", "month": None}],
    ),
    "entry_reserve_names_contract": Case(
        entry,
        accepts=[{"kind": "reserve"}, {"kind": "release"}, {"kind": "grant", "contract": None}],
        rejects=[{"kind": "reserve", "contract": None}, {"kind": "release", "contract": None}],
    ),
    "entry_reverses_exactly_its_like": Case(
        partial(entry, corrects=True, is_turned=True),
        accepts=[{"amount": 1}, {"kind": "reserve"}],
        rejects=[{"amount": 2}, {"contract": None}, {"month": date(2026, 10, 1)}],
    ),
    "entry_moves_as_its_kind_says": Case(
        entry, accepts=[*every_kind(wrong=False)], rejects=[*every_kind(wrong=True)]
    ),
    "entry_names_a_real_contract": Case(
        entry,
        accepts=[{"contract": "its own"}, {"contract": None}],
        rejects=[{"contract": "nobody's"}],
    ),
}
