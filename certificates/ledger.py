"""The ledger: the only writer of money. Sums are kopecks, dates are local dates.

An entry moves a sum between two places of an account; the database applies it (see
`models/account.py`), so a balance can never differ from its entries. This module knows sums and
reasons, not groups or lessons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from certificates.models import Account, Certificate, Entry
from certificates.models.account import MOVES
from reference.errors import RuleBroken, refusing
from reference.models import Category, FundingPlan, Municipality
from reference.prepared import Query, Statement, insert_all
from users.models import AuditEvent

PLAN_LOCK = 7001  # the class of the advisory locks taken on plans

NO_MONEY = RuleBroken("no_money", _("There is not enough free money on the certificate."))


@dataclass(frozen=True)
class Balance:
    """The five sums of an account, in kopecks; all zero where there is no account."""

    nominal: int = 0
    available: int = 0
    reserved: int = 0
    debited: int = 0
    lapsed: int = 0

    @classmethod
    def of(cls, account: Account | None) -> Balance:
        if account is None:
            return cls()
        return cls(
            account.nominal,
            account.available,
            account.reserved,
            account.debited,
            account.lapsed,
        )


@dataclass(frozen=True)
class Movement:
    """An entry about to be written."""

    account_id: int
    kind: Entry.Kind
    amount: int
    key: str
    contract_id: int | None = None
    month: date | None = None


@dataclass(frozen=True)
class StatementLine:
    """One entry with the sums after it, in kopecks."""

    entry: Entry
    nominal: int
    available: int
    reserved: int
    debited: int
    lapsed: int


def plan_of(municipality: Municipality, on: date) -> FundingPlan | None:
    """The approved plan whose period has this day in it, if there is one."""
    return municipality.funding_plans.approved().holding(on).first()


def account_of(certificate: Certificate, on: date) -> Account | None:
    """The certificate's account in the plan of that day, if it has one."""
    return (
        Account.objects.filter(
            certificate=certificate, plan__starts_on__lte=on, plan__ends_on__gte=on
        )
        .select_related("plan", "category")
        .first()
    )


def balance_of(certificate: Certificate, on: date) -> Balance:
    """The certificate's sums in the plan of that day; zeros without one."""
    return Balance.of(account_of(certificate, on))


def issued_by(plan: FundingPlan, *, category: int | None = None) -> int:
    """The nominals the plan has issued, all or those of one category, in kopecks."""
    accounts = Account.objects.filter(plan=plan)
    if category is not None:
        accounts = accounts.filter(category=category)
    return int(accounts.aggregate(sum=Sum("nominal", default=0))["sum"])


def hold(plan: FundingPlan, *, closing: bool = False) -> None:
    """Keep the plan from being closed or counted over until this transaction ends.

    Everyone who moves money of the plan holds it together; the first lock of the global order.
    Raises RuleBroken `plan_closed` once the period is being closed, unless it is the closing
    itself that asks.
    """
    _hold(SHARE, plan, closing=closing)


def hold_alone(plan: FundingPlan, *, closing: bool = False) -> None:
    """Wait until nobody moves money of the plan, and keep everybody out until the commit.

    Raises RuleBroken `plan_closed` when the period is being closed already, unless it is the
    closing itself that asks.
    """
    _hold(ALONE, plan, closing=closing)


def _hold(lock: Statement, plan: FundingPlan, *, closing: bool) -> None:
    # Two statements in one trip: the status is read after the lock was got, so nobody who
    # waited for a closing to begin slips in behind it.
    ((status,),) = STATUS.run(lock.of(plan=plan.pk), plan=plan.pk)
    if status not in (FundingPlan.Status.OPEN, FundingPlan.Status.DRAFT) and not closing:
        raise RuleBroken("plan_closed", _("The period is closed: nothing can change in it."))


SHARE = Statement(f"SELECT pg_advisory_xact_lock_shared({PLAN_LOCK}, %(plan)s)")
ALONE = Statement(f"SELECT pg_advisory_xact_lock({PLAN_LOCK}, %(plan)s)")
STATUS = Statement("SELECT status FROM reference_fundingplan WHERE id = %(plan)s")


def lock(certificate: Certificate, plan: FundingPlan) -> Account | None:
    """Lock the certificate's account in the plan; None where there is none.

    It is read fresh, with its certificate and the child: two statements in one trip, as rows
    joined to a locked one are as old as the wait for its lock.
    """
    key = {"certificate": certificate.pk, "plan": plan.pk}
    account: Account | None = FRESH.first(LOCK.of(**key), **key)
    return account


LOCK = Statement(
    """
    SELECT FROM certificates_account WHERE certificate_id = %(certificate)s AND plan_id = %(plan)s
    FOR NO KEY UPDATE
    """
)
FRESH = Query(
    lambda certificate, plan: Account.objects.select_related(
        "certificate__child", "certificate__municipality__region"
    ).filter(certificate=certificate, plan=plan)
)


def lock_all(account_ids: Iterable[int]) -> None:
    """Lock several accounts in the order of their keys."""
    accounts = Account.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(accounts.filter(pk__among=set(account_ids)).values_list("pk"))


def open_account(certificate: Certificate, plan: FundingPlan, category: Category) -> Account:
    """The certificate's account in the plan, locked; an empty one is opened where there is none.

    An account that was emptied (funding returned and asked again) takes the category it is now
    granted for.
    """
    Account.objects.bulk_create(
        [Account(certificate=certificate, plan=plan, category=category)], ignore_conflicts=True
    )
    account = lock(certificate, plan)
    assert account is not None, "it was written in this very transaction"
    if account.category_id != category.pk or account.lowered_on is not None:
        Account.objects.filter(pk=account.pk).update(category=category, lowered_on=None)
        account.category, account.lowered_on = category, None
    return account


def grant(account: Account, amount: int, *, on: date, event: AuditEvent) -> None:
    """Credit a nominal, or the difference by which it was raised (R2.14, R3.09)."""
    _move(account, Entry.Kind.GRANT, amount, on=on, event=event)


def revoke(account: Account, amount: int, *, on: date, event: AuditEvent) -> None:
    """Take free money back to the plan (R2.18, R2.28, R3.09). Raises RuleBroken `no_money`."""
    _move(account, Entry.Kind.REVOKE, amount, on=on, event=event)


def lapse(account: Account, amount: int, *, on: date, event: AuditEvent) -> None:
    """Return free money to the municipal budget for good (R2.32, R8.01)."""
    _move(account, Entry.Kind.LAPSE, amount, on=on, event=event)


def _move(account: Account, kind: Entry.Kind, amount: int, *, on: date, event: AuditEvent) -> None:
    if amount:
        key = f"{kind}:{account.pk}:{event.pk}"
        post([Movement(account.pk, kind, amount, key)], on=on, event=event)


def reserve(
    account: Account, contract_id: int, amount: int, *, on: date, event: AuditEvent
) -> None:
    """Set money aside for a contract, once. Raises RuleBroken `no_money`."""
    if amount:
        movement = Movement(
            account.pk, Entry.Kind.RESERVE, amount, f"reserve:{contract_id}", contract_id
        )
        post([movement], on=on, event=event)


def release(account_id: int, contract_id: int, amount: int, *, on: date, event: AuditEvent) -> None:
    """Return what is still reserved for a contract (6.4, R6.50). Never refused."""
    if amount:
        movement = Movement(
            account_id,
            Entry.Kind.RELEASE,
            amount,
            f"release:{contract_id}:{event.pk}",
            contract_id,
        )
        post([movement], on=on, event=event)


def debit(
    account_id: int,
    contract_id: int,
    months: Iterable[tuple[date, int]],
    *,
    on: date,
    event: AuditEvent,
) -> None:
    """Debit months of a contract from its reserve, each month once (6.4)."""
    movements = [
        Movement(
            account_id,
            Entry.Kind.DEBIT,
            amount,
            f"debit:{contract_id}:{month:%Y-%m}",
            contract_id,
            month,
        )
        for month, amount in months
        if amount
    ]
    post(movements, on=on, event=event)


def reverse_debits(contract_id: int, *, on: date, event: AuditEvent) -> None:
    """Bring everything debited for a contract back into its reserve, each debit reversed once."""
    debits = _standing(Entry.Kind.DEBIT, contract_id)
    Entry.objects.bulk_create(_reversal(entry, on=on, event=event) for entry in debits)


def refunded(contract_id: int, month: date) -> int:
    """What came back of a contract's month for lessons not given, in kopecks (R7.13)."""
    refunds = _standing(Entry.Kind.REFUND, contract_id).filter(month=month)
    return int(refunds.aggregate(sum=Sum("amount", default=0))["sum"])


def set_refund(
    account_id: int,
    contract_id: int,
    month: date,
    amount: int,
    *,
    key: str,
    on: date,
    event: AuditEvent,
) -> None:
    """Let that much have come back of a contract's month, by further entries (R7.19).

    More than before is one more refund; less reverses the refunds and writes what is right, in
    one statement. Raises RuleBroken `no_money` where the child has used it.
    """
    before = refunded(contract_id, month)
    if amount == before:
        return
    reversed_first = _standing(Entry.Kind.REFUND, contract_id).filter(month=month)
    entries = (
        [_reversal(entry, on=on, event=event) for entry in reversed_first]
        if amount < before
        else []
    )
    rest = amount if entries else amount - before
    if rest:
        movement = Movement(account_id, Entry.Kind.REFUND, rest, key, contract_id, month)
        entries.append(_entry(movement, on=on, event=event))
    with refusing({"account_available_not_negative": NO_MONEY}):
        Entry.objects.bulk_create(entries)


def _standing(kind: Entry.Kind, contract_id: int) -> models.QuerySet[Entry]:
    """The entries of the kind about a contract that nothing has reversed."""
    return Entry.objects.filter(
        contract_id=contract_id, kind=kind, reverses__isnull=True, reversed_by__isnull=True
    )


def _reversal(entry: Entry, *, on: date, event: AuditEvent) -> Entry:
    return Entry(
        account_id=entry.account_id,
        kind=entry.kind,
        source=entry.target,
        target=entry.source,
        amount=entry.amount,
        contract_id=entry.contract_id,
        month=entry.month,
        effective_on=on,
        event=event,
        reverses=entry,
        key=f"reversal:{entry.pk}",
    )


def _entry(movement: Movement, *, on: date, event: AuditEvent) -> Entry:
    return Entry(
        account_id=movement.account_id,
        kind=movement.kind,
        source=MOVES[movement.kind][0],
        target=MOVES[movement.kind][1],
        amount=movement.amount,
        contract_id=movement.contract_id,
        month=movement.month,
        effective_on=on,
        event=event,
        key=movement.key,
    )


def post(movements: Sequence[Movement], *, on: date, event: AuditEvent) -> None:
    """Write entries in one statement; the database moves the sums. Raises RuleBroken `no_money`."""
    if not movements:
        return
    with refusing({"account_available_not_negative": NO_MONEY}):
        insert_all([_entry(movement, on=on, event=event) for movement in movements])


@dataclass(frozen=True)
class Posted:
    """What a set-based statement wrote: how many entries, of how many kopecks together."""

    entries: int
    amount: int


def post_selected(
    kind: Entry.Kind,
    selection: str,
    params: Sequence[Any],
    *,
    on: date,
    event: AuditEvent,
) -> Posted:
    """Write one entry for every row of a selection, in one statement.

    The selection is SQL of the calling rule, never of a person; it yields `account_id`, `amount`,
    `contract_id`, `month` and the natural `key` that keeps a repeated job from writing twice.
    Rows of nothing are left out. Raises RuleBroken `no_money`.
    """
    source, target = MOVES[kind]
    with refusing({"account_available_not_negative": NO_MONEY}), connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH selected AS ({selection}), written AS (
                INSERT INTO certificates_entry
                    (account_id, kind, source, target, amount, contract_id, month,
                     effective_on, event_id, key)
                SELECT account_id, %s, %s, %s, amount, contract_id, month, %s, %s, key
                FROM selected WHERE amount > 0
                RETURNING amount
            )
            SELECT count(*), coalesce(sum(amount), 0) FROM written
            """,
            [*params, kind, source, target, on, event.pk],
        )
        entries, amount = cursor.fetchone()
    return Posted(entries, int(amount))


def statement(account: Account) -> list[StatementLine]:
    """Every entry of the account in order, each with the sums after it."""
    return list(_with_balances(account.entries.select_related("event__by").order_by("id")))


def _with_balances(entries: models.QuerySet[Entry]) -> Iterator[StatementLine]:
    sums = {"plan": 0, "available": 0, "reserved": 0, "debited": 0, "lapsed": 0}
    for entry in entries:
        sums[entry.source] -= entry.amount
        sums[entry.target] += entry.amount
        yield StatementLine(
            entry,
            -sums["plan"],
            sums["available"],
            sums["reserved"],
            sums["debited"],
            sums["lapsed"],
        )
