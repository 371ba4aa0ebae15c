from datetime import date

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from certificates import ledger
from certificates.models import Account, Entry
from certificates.models.account import MOVES, Place
from reference.errors import RuleBroken
from reference.models import FundingPlan
from tests.factories.certificates import CertificateFactory
from tests.factories.users import UserFactory
from users import audit

ON = date(2026, 9, 5)


@pytest.fixture
def account(funded_certificate) -> Account:
    account = ledger.account_of(funded_certificate, ON)
    assert account is not None
    return account


@pytest.fixture
def event(funded_certificate):
    return audit.record(UserFactory(), "tested", funded_certificate)


def places(account: Account) -> tuple[int, ...]:
    account.refresh_from_db()
    return (
        account.nominal,
        account.available,
        account.reserved,
        account.debited,
        account.lapsed,
    )


def entry(account: Account, event, **fields) -> Entry:
    values = {
        "kind": Entry.Kind.LAPSE,
        "source": Place.AVAILABLE,
        "target": Place.LAPSED,
        "amount": 100,
        "effective_on": ON,
        "key": "test",
    } | fields
    return Entry(account=account, event=event, **values)


def test_a_grant_credits_the_nominal(account):
    assert places(account) == (960_000, 960_000, 0, 0, 0)


def test_one_statement_of_many_entries_moves_every_account(account, event, category_terms):
    other = ledger.open_account(
        CertificateFactory(
            municipality=account.certificate.municipality, category=category_terms.category
        ),
        account.plan,
        category_terms.category,
    )

    ledger.post(
        [
            ledger.Movement(account.pk, Entry.Kind.LAPSE, 100, "a"),
            ledger.Movement(account.pk, Entry.Kind.LAPSE, 50, "b"),
            ledger.Movement(other.pk, Entry.Kind.GRANT, 7, "c"),
        ],
        on=ON,
        event=event,
    )

    assert places(account) == (960_000, 959_850, 0, 0, 150)
    assert places(other) == (7, 7, 0, 0, 0)


def test_more_than_is_free_is_refused_and_nothing_moves(account, event):
    with pytest.raises(RuleBroken) as refusal, transaction.atomic():
        ledger.revoke(account, 960_001, on=ON, event=event)

    assert refusal.value.code == "no_money"
    assert places(account) == (960_000, 960_000, 0, 0, 0)


def test_the_same_key_is_never_written_twice(account, event):
    ledger.post([ledger.Movement(account.pk, Entry.Kind.LAPSE, 1, "once")], on=ON, event=event)

    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.post([ledger.Movement(account.pk, Entry.Kind.LAPSE, 1, "once")], on=ON, event=event)

    assert account.entries.filter(key="once").count() == 1


@pytest.mark.parametrize(
    "sums", ["available = available + 1, nominal = nominal + 1", "debited = 1"]
)
def test_no_other_hand_changes_a_balance(account, sums):
    with (
        pytest.raises(InternalError, match="only by its entries"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE certificates_account SET {sums}")


def test_an_account_cannot_start_with_money(account, category_terms):
    other = CertificateFactory(
        municipality=account.certificate.municipality, category=category_terms.category
    )

    with pytest.raises(InternalError, match="starts empty"), transaction.atomic():
        Account.objects.create(
            certificate=other,
            plan=account.plan,
            category=category_terms.category,
            nominal=1,
            available=1,
        )


def test_an_entry_is_neither_changed_nor_deleted(account):
    for change in (
        lambda: account.entries.update(amount=1),
        lambda: account.entries.all().delete(),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_an_account_is_not_deleted(account):
    with (
        pytest.raises((InternalError, IntegrityError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM certificates_account")


@pytest.mark.parametrize("kind", MOVES)
def test_an_entry_that_goes_another_way_than_its_kind_is_refused(account, event, kind):
    source, target = MOVES[kind]
    wrong = entry(
        account, event, kind=kind, source=target, target=source, contract_id=None, month=ON
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"amount": 0}, "entry_amount_positive"),
        ({"amount": -5}, "entry_amount_positive"),
        ({"month": date(2026, 9, 2)}, "entry_month_is_its_first_day"),
        (
            {"kind": "debit", "source": "reserved", "target": "debited"},
            "entry_debit_names_contract_and_month",
        ),
        (
            {"kind": "reserve", "source": "available", "target": "reserved"},
            "entry_reserve_names_contract",
        ),
    ],
)
def test_an_entry_that_says_too_little_is_refused(account, event, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        entry(account, event, **fields).save()


def test_an_entry_names_a_contract_that_exists(account, event):
    def write_and_check() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            entry(account, event, contract_id=999_999).save()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="entry_names_a_real_contract"):
        write_and_check()


def test_the_statement_tells_the_balance_after_each_entry(account, event):
    ledger.lapse(account, 60_000, on=ON, event=event)

    lines = ledger.statement(account)

    assert [(line.entry.kind, line.available, line.lapsed) for line in lines] == [
        ("grant", 960_000, 0),
        ("lapse", 900_000, 60_000),
    ]
    assert lines[-1].nominal == 960_000


def test_a_selection_is_written_once_and_its_nothings_are_left_out(account, event):
    selection = """
        SELECT id AS account_id, amount, NULL::bigint AS contract_id, NULL::date AS month,
            'x:' || amount AS key
        FROM certificates_account, (VALUES (0), (10), (5)) AS wanted (amount)
        WHERE id = %s
    """

    posted = ledger.post_selected(Entry.Kind.LAPSE, selection, [account.pk], on=ON, event=event)

    assert (posted.entries, posted.amount) == (2, 15)
    assert places(account)[4] == 15


def test_a_closed_plan_holds_nobody(account):
    FundingPlan.objects.filter(pk=account.plan_id).update(status=FundingPlan.Status.CLOSING)

    with pytest.raises(RuleBroken) as refusal, transaction.atomic():
        ledger.hold(account.plan)

    assert refusal.value.code == "plan_closed"


def test_a_certificate_without_an_account_has_zeros(certificate):
    assert ledger.balance_of(certificate, ON) == ledger.Balance()
