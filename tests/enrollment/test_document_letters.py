"""The other side hears of a document: sent, taken, returned, paid; no child is named (R11.07)."""

from datetime import date

import pytest

from enrollment import invoicing
from enrollment.models import Contract, Document
from reference.days import Month
from tests.enrollment.test_documents import JANUARY, Office
from tests.enrollment.town import Town, make_town
from tests.factories.providers import MemberFactory
from tests.factories.users import UserFactory
from users.models import Notification, Role, User

ON = date(2022, 2, 4)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def manager(town: Town) -> User:
    user = UserFactory(role=Role.PROVIDER)
    MemberFactory(provider=town.provider, user=user)
    return user


@pytest.fixture
def contract(town: Town) -> Contract:
    return town.sign(town.apply(town.certificate(), town.group()))


@pytest.fixture
def invoice(town: Town, contract: Contract) -> Document:
    town.turn("2022-02")
    return Office(town).invoice(JANUARY)


def last_letter_to(person: User) -> Notification:
    return Notification.objects.filter(recipient=person).latest("pk")


def test_the_payer_hears_that_a_document_has_come(town: Town, invoice: Document, contract):
    letter = last_letter_to(town.payer)

    assert letter.kind == "enrollment.document_sent"
    assert "1\u00a0115,52" in letter.body
    assert "январь 2022" in letter.body
    assert contract.certificate.child.first_name not in letter.body
    assert letter.url == invoice.get_absolute_url()


def test_the_organisation_hears_that_it_is_checked(town: Town, invoice: Document, manager: User):
    invoicing.take_into_work(invoice, by=town.payer, on=ON)

    assert last_letter_to(manager).kind == "enrollment.document_taken"


def test_the_organisation_hears_why_it_is_returned(town: Town, invoice: Document, manager: User):
    invoicing.give_back(
        invoice, Document.Refusal.SHARE, "проверьте 12 января", by=town.payer, on=ON
    )

    letter = last_letter_to(manager)
    assert "объём услуг не подтверждён журналом. проверьте 12 января." in letter.body


def test_the_organisation_hears_of_the_order(town: Town, invoice: Document, manager: User):
    invoicing.pay(invoice, payment_order="214", by=town.payer, on=ON)

    assert "№ 214" in last_letter_to(manager).body


def test_what_asks_for_nothing_is_accepted(town: Town, contract: Contract, manager: User):
    town.turn("2022-02")
    office = Office(town)
    office.pay(office.advance(Month(2022, 2)))
    town.turn("2022-03")
    office.deliver(contract, Month(2022, 2), held=6)
    office.pay(office.invoice(Month(2022, 2)))

    assert "оплата не требуется" in last_letter_to(manager).body
