"""What each lock and each key is for: taken away, one of these fails (`make mutants`).

The slower of two is held up inside its verb, so the order is certain and no clock decides.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from certificates import granting, issuing, ledger, queueing, recategorising
from certificates.models import Account, Entry
from enrollment import (
    checking,
    deleting,
    enrolling,
    freezing,
    funding,
    invoicing,
    monthly,
    moving,
    prolonging,
    seating,
    terminating,
)
from enrollment.models import Contract, Document
from programs.models import Group
from reference.days import Month
from reference.errors import RuleBroken
from tests.factories.certificates import CertificateFactory
from tests.factories.programs import GroupFactory, ModuleFactory, SlotFactory
from tests.factories.providers import AgreementFactory
from tests.factories.reference import CategoryFactory, PlanFactory, TermsFactory
from tests.factories.users import AuditEventFactory
from users import audit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

ON = date(2026, 9, 5)
START = date(2026, 9, 7)
HOLD_UP = 0.4  # long enough for the other to come as far as it can


def while_held_up(
    monkeypatch: pytest.MonkeyPatch,
    at: tuple[Any, str],
    first: Callable[[], Any],
    second: Callable[[], Any],
) -> tuple[str, str]:
    """Run `first`, hold it up inside the named function, let `second` come; how both ended."""
    reached, home = Event(), at[0]
    plain = getattr(home, at[1])
    is_first = [True]

    def slow(*args: Any, **kwargs: Any) -> Any:
        if is_first and is_first.pop():
            reached.set()
            Event().wait(HOLD_UP)
        return plain(*args, **kwargs)

    monkeypatch.setattr(home, at[1], slow)

    def press(verb: Callable[[], Any], waits: bool) -> str:
        try:
            if waits:
                assert reached.wait(10)
            verb()
        except RuleBroken as refusal:
            return refusal.code
        except IntegrityError as violation:
            return f"violation: {violation}"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as people:
        ends = [people.submit(press, first, False), people.submit(press, second, True)]
        return ends[0].result(), ends[1].result()


@pytest.fixture
def two_groups(group) -> list[Group]:
    """Two groups of 6 000.00 each; the certificate has 9 600.00."""
    dear = {"price": 600_000, "normative_cost": 600_000}
    return [
        GroupFactory(module=ModuleFactory(program=group.program, ordinal=number, **dear))
        for number in (2, 3)
    ]


def apply(certificate, group, parent) -> Contract:
    return enrolling.apply(certificate, group, starts_on=START, by=parent, on=ON)


@pytest.fixture
def signed(funded_certificate, group, parent, provider_manager) -> Contract:
    contract = apply(funded_certificate, group, parent)
    enrolling.accept(contract, by=provider_manager, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


def test_the_second_application_is_counted_with_what_the_first_left(
    funded_certificate, two_groups, parent, monkeypatch
):
    """The lock of the account: who waited sees 3 600.00, not a refusal."""
    ends = while_held_up(
        monkeypatch,
        (funding, "quote"),
        lambda: apply(funded_certificate, two_groups[0], parent),
        lambda: apply(funded_certificate, two_groups[1], parent),
    )

    assert ends == ("done", "done")
    parts = sorted(Contract.objects.values_list("certificate_part", flat=True))
    assert sum(parts) == 960_000
    assert checking.differences() == []


def test_a_contract_is_withdrawn_or_signed(
    funded_certificate, group, parent, provider_manager, monkeypatch
):
    """The lock of the contract: who comes second is told that it is over."""
    contract = apply(funded_certificate, group, parent)
    enrolling.accept(contract, by=provider_manager, on=ON)

    ends = while_held_up(
        monkeypatch,
        (enrolling, "_undo"),
        lambda: enrolling.withdraw(contract, by=parent, on=ON),
        lambda: enrolling.sign(contract, by=parent, on=ON),
    )

    assert ends == ("done", "wrong_status")
    assert checking.differences() == []


@pytest.fixture
def twin(group) -> Group:
    """Another group of the module, with the same hours."""
    twin = GroupFactory(module=group.module)
    SlotFactory(group=group)
    SlotFactory(group=twin)
    return twin


@pytest.mark.parametrize("verb", ["terminate", "close the certificate", "delete"])
def test_who_waits_for_a_contract_that_moves_finds_it(
    signed, twin, payer, parent, provider_manager, monkeypatch, verb
):
    """What is joined to a locked row is read after the lock: the group is another one now."""
    on = date(2026, 9, 8)
    verbs: dict[str, Callable[[], object]] = {
        "terminate": lambda: terminating.terminate(
            signed, party=Contract.Party.PARENT, by=parent, on=on
        ),
        "close the certificate": lambda: freezing.close(signed.certificate, "r", by=payer, on=on),
        "delete": lambda: deleting.delete(signed, by=payer, on=on),
    }
    ends = while_held_up(
        monkeypatch,
        (seating, "leave"),
        lambda: moving.move(signed, twin, by=provider_manager, on=on),
        verbs[verb],
    )

    signed.refresh_from_db()
    assert ends == ("done", "done")
    assert signed.group == twin
    assert signed.status == ("deleted" if verb == "delete" else "terminating")
    assert checking.differences() == []


def test_who_waits_for_a_certificate_that_changes_category_finds_it(
    funded_certificate, category_terms, payer, parent, monkeypatch
):
    other = TermsFactory(
        plan=category_terms.plan,
        category=CategoryFactory(municipality=category_terms.plan.municipality, name="Одарённые"),
    )

    ends = while_held_up(
        monkeypatch,
        (audit, "record"),
        lambda: recategorising.change_category(funded_certificate, other.category, by=payer, on=ON),
        lambda: issuing.leave_queue(funded_certificate, by=parent, on=ON),
    )

    assert ends == ("done", "done")


def test_an_invoice_is_paid_or_returned(signed, payer, provider_manager, municipality, monkeypatch):
    """The lock of the document."""
    document = invoicing.invoice(
        signed.provider, municipality, Month(2026, 9), by=provider_manager, on=date(2026, 10, 2)
    )

    ends = while_held_up(
        monkeypatch,
        (audit, "record"),
        lambda: invoicing.pay(document, by=payer, on=date(2026, 10, 3)),
        lambda: invoicing.give_back(document, Document.Refusal.SUM, by=payer, on=date(2026, 10, 3)),
    )

    assert ends == ("done", "already_paid")


def test_a_certificate_gives_its_funding_back_once(funded_certificate, parent, monkeypatch):
    """The lock of the certificate: the second finds nothing to give back."""
    ends = while_held_up(
        monkeypatch,
        (granting, "take_back"),
        lambda: issuing.return_to_accounting(funded_certificate, by=parent, on=ON),
        lambda: issuing.suspend(funded_certificate, "r", by=parent, on=ON),
    )

    assert ends == ("done", "done")
    assert Entry.objects.filter(kind=Entry.Kind.REVOKE).count() == 1
    assert checking.differences() == []


def test_a_certificate_is_closed_once(monkeypatch, parent):
    """The same lock where there is no plan to be held."""
    certificate = CertificateFactory()

    ends = while_held_up(
        monkeypatch,
        (queueing, "leave"),
        lambda: issuing.close(certificate, "r", by=parent, on=ON),
        lambda: issuing.close(certificate, "r", by=parent, on=ON),
    )

    assert ends == ("done", "certificate_closed")


def test_the_close_waits_for_whoever_moves_money(
    funded_certificate, group, parent, plan, monkeypatch
):
    """The advisory lock of the plan: the application that came first is refused by the close."""
    ends = while_held_up(
        monkeypatch,
        (ledger, "reserve"),
        lambda: apply(funded_certificate, group, parent),
        lambda: monthly.turn(plan.municipality, Month(2027, 9)),
    )

    plan.refresh_from_db()
    assert (ends, plan.status) == (("done", "done"), "closed")
    assert checking.differences() == []


def test_what_is_debited_and_lapsed_is_applied(signed, plan):
    monthly.turn(plan.municipality, Month(2027, 9))

    account = Account.objects.get(plan=plan)
    part = signed.certificate_part
    assert (account.debited, account.lapsed) == (part, 960_000 - part)
    assert checking.differences() == []


@pytest.mark.parametrize("what", ["reserve", "debit", "reversal"])
def test_the_ledger_writes_a_thing_once(signed, what):
    """The natural keys: a repeated job writes nothing twice, whatever it believes."""
    account, event = signed.account, AuditEventFactory()
    again: dict[str, Callable[[], None]] = {
        "reserve": lambda: ledger.reserve(account, signed.pk, 1, on=ON, event=event),
        "debit": lambda: ledger.debit(
            account.pk, signed.pk, [(date(2026, 9, 1), 1)], on=ON, event=event
        ),
        "reversal": lambda: ledger.reverse_debits(signed.pk, on=ON, event=event),
    }
    if what == "reversal":
        again[what]()
        again[what]()  # nothing is left to reverse, and the database would not take it
        reversal = Entry.objects.get(reverses__isnull=False)
        reversal.pk, reversal.key = None, "once more"
        again[what] = lambda: Entry.objects.bulk_create([reversal])  # type: ignore[assignment]

    with pytest.raises(IntegrityError, match="key"), transaction.atomic():
        again[what]()


def test_a_certificate_is_closed_while_its_child_is_offered_to_go_on(
    signed, group, plan, category_terms, provider_manager, payer, monkeypatch
):
    """The terms of the next plan come before the contract, whoever takes them."""
    Group.objects.filter(pk=group.pk).update(ends_on=date(2028, 5, 31))
    group.refresh_from_db()
    Contract.objects.filter(pk=signed.pk).update(ends_on=plan.ends_on)
    plan.settings = {"future_period_contracts_allowed": True}
    plan.save()
    later = PlanFactory(
        municipality=plan.municipality, starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31)
    )
    TermsFactory(plan=later, category=category_terms.category, nominal=960_000)
    AgreementFactory(provider=signed.provider, plan=later)
    on = date(2027, 8, 10)

    ends = while_held_up(
        monkeypatch,
        (enrolling, "reserve_place"),
        lambda: prolonging.prolong(group, group, by=provider_manager, on=on),
        lambda: freezing.close(signed.certificate, "отказ родителя", by=payer, on=on),
    )

    assert ends == ("done", "done")
    assert checking.differences() == []
