"""Pages of a payer, and the operator's deletion of an erroneous contract."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from certificates import ledger
from enrollment import attending, enrolling, invoicing
from enrollment.models import Contract, Document
from reference import clock
from reference.days import Month
from tests.factories.enrollment import DocumentFactory
from tests.factories.users import UserFactory
from users.models import Role

SEPTEMBER = Month(2026, 9)
TODAY = date(2026, 10, 9)


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: TODAY)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on) -> Contract:
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=on
    )
    enrolling.accept(contract, by=provider_manager, on=on)
    return enrolling.sign(contract, by=parent, on=on)


@pytest.fixture
def invoice(contract, provider, municipality, provider_manager, on) -> Document:
    """Seven lessons of eight."""
    attending.deliver(contract, SEPTEMBER, held=7, planned=8, by=provider_manager, on=on)
    return invoicing.invoice(
        provider, municipality, SEPTEMBER, by=provider_manager, on=date(2026, 10, 2)
    )


@pytest.fixture
def office(client, payer):
    """The browser of the payer."""
    client.force_login(payer)
    return client


@pytest.fixture
def far_office(client, foreign_moc):
    """The browser of the payer of another municipality."""
    client.force_login(UserFactory(role=Role.PAYER, municipality=foreign_moc.municipality))
    return client


def get(client, name, *args, **query):
    return client.get(reverse(f"enrollment:{name}", args=args), query)


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"enrollment:{name}", args=args), data)


def words(response):
    return response.content.decode().replace("\u00a0", " ")


def status_of(document) -> str:
    document.refresh_from_db()
    return document.status


# --- the list


def test_the_list_shows_what_is_to_be_paid(office, invoice):
    page = words(get(office, "documents"))

    assert f"Счёт № {invoice.pk}" in page
    assert "Всего найдено: 1" in page


def test_filters_narrow_the_payers_list(office, invoice):
    assert "Документов не найдено" in words(get(office, "documents", provider="нет такого"))
    assert "Документов не найдено" in words(get(office, "documents", status="paid"))
    assert "Всего найдено: 1" in words(get(office, "documents", status="not_viewed", month="x"))


def test_another_payer_sees_none_of_them(far_office, invoice):
    assert "Документов не найдено" in words(get(far_office, "documents"))
    assert get(far_office, "document", invoice.pk).status_code == 404


def test_what_the_provider_took_back_is_gone(office, invoice, provider_manager, on):
    invoicing.remove(invoice, by=provider_manager, on=on)

    assert "Документов не найдено" in words(get(office, "documents"))
    assert get(office, "document", invoice.pk).status_code == 404


# --- the page


def test_a_document_has_numbers_and_no_names(office, invoice, contract):
    page = words(get(office, "document", invoice.pk))

    assert contract.number in page
    assert contract.certificate.number in page
    assert contract.certificate.child.last_name not in page
    assert "87,5 %" in page


def test_a_document_without_an_agreement_is_marked(office, provider, municipality):
    document = DocumentFactory(provider=provider, municipality=municipality)

    assert "На этот месяц нет действующего соглашения" in words(
        get(office, "document", document.pk)
    )


def test_a_support_centre_reads_and_decides_nothing(client, moc, invoice):
    client.force_login(moc)

    assert "Взять в работу" not in words(get(client, "document", invoice.pk))
    assert press(client, "take_document", invoice.pk).status_code == 404


# --- the way of a document


def test_a_document_is_taken_into_work_and_put_back(office, invoice):
    press(office, "take_document", invoice.pk)
    assert status_of(invoice) == Document.Status.IN_WORK

    press(office, "put_document_back", invoice.pk)
    assert status_of(invoice) == Document.Status.NOT_VIEWED


def test_what_is_not_in_work_is_not_put_back(office, invoice):
    response = office.post(reverse("enrollment:put_document_back", args=[invoice.pk]), follow=True)

    assert "С этим документом так поступить уже нельзя" in words(response)
    assert status_of(invoice) == Document.Status.NOT_VIEWED


def test_a_document_is_returned_with_a_reason(office, invoice):
    assert "Выберите причину" in words(press(office, "return_document", invoice.pk))

    press(office, "return_document", invoice.pk, refusal="share", reason="проверьте 14 сентября")

    assert status_of(invoice) == Document.Status.RETURNED
    page = words(get(office, "document", invoice.pk))
    assert "объём услуг не подтверждён журналом" in page.lower()
    assert "проверьте 14 сентября" in page


def test_another_reason_is_said_in_words(office, invoice):
    page = words(press(office, "return_document", invoice.pk, refusal="other"))

    assert "Укажите причину" in page
    assert status_of(invoice) == Document.Status.NOT_VIEWED


def test_a_payment_is_noted_once_and_returns_what_was_not_delivered(office, invoice, contract):
    before = ledger.balance_of(contract.certificate, TODAY)
    page = words(get(office, "pay_document", invoice.pk))
    assert "вернётся на сертификаты детей" in page
    assert "09.10.2026" in page
    key = str(uuid4())

    for _press in range(2):
        press(
            office,
            "pay_document",
            invoice.pk,
            payment_order="214",
            paid_on="07.10.2026",
            command=key,
        )

    assert status_of(invoice) == Document.Status.PAID
    assert (invoice.payment_order, invoice.paid_on) == ("214", date(2026, 10, 7))
    after = ledger.balance_of(contract.certificate, TODAY)
    assert after.available - before.available == invoice.lines.get().difference


@pytest.mark.parametrize(
    "order",
    [
        {"payment_order": "", "paid_on": "07.10.2026"},
        {"payment_order": "214", "paid_on": "вчера"},
        {"payment_order": "214", "paid_on": "10.10.2026"},
        {"payment_order": "214", "paid_on": "01.10.2026"},
    ],
)
def test_a_payment_needs_an_order_of_a_possible_day(office, invoice, order):
    response = press(office, "pay_document", invoice.pk, **order)

    assert response.context["form"].errors
    assert status_of(invoice) == Document.Status.NOT_VIEWED


def test_a_paid_document_is_not_returned(office, invoice, payer):
    invoicing.pay(invoice, payment_order="214", by=payer, on=TODAY)

    response = press(office, "return_document", invoice.pk, refusal="sum")

    assert "Документ оплачен" in words(response)
    assert status_of(invoice) == Document.Status.PAID


@pytest.mark.parametrize(
    "name", ["take_document", "put_document_back", "return_document", "pay_document"]
)
def test_documents_of_others_are_not_found(far_office, invoice, name):
    assert press(far_office, name, invoice.pk, reason="Чужое").status_code == 404


# --- the operator deletes an erroneous contract


def test_an_operator_deletes_an_erroneous_contract(client, operator, contract):
    client.force_login(operator)
    assert "Удалить как ошибочный" in words(get(client, "contract", contract.pk))
    assert get(client, "delete_contract", contract.pk).status_code == 200

    press(client, "delete_contract", contract.pk, reason="Не тот ребёнок", is_meant="on")

    contract.refresh_from_db()
    assert (contract.status, contract.comment) == (Contract.Status.DELETED, "Не тот ребёнок")
    assert "Договор удалён как ошибочный" in words(get(client, "contract", contract.pk))


def test_a_deletion_needs_its_reason_and_its_tick(client, operator, contract):
    client.force_login(operator)

    page = words(press(client, "delete_contract", contract.pk))

    assert "Опишите, в чём ошибка" in page
    assert "Отметьте, что проверили договор" in page


def test_a_contract_in_a_document_is_not_deleted(client, operator, invoice, contract):
    client.force_login(operator)

    page = words(
        press(client, "delete_contract", contract.pk, reason="Не тот ребёнок", is_meant="on")
    )

    assert "Договор включён в документ" in page


def test_only_an_operator_deletes(office, contract):
    assert "Удалить как ошибочный" not in words(get(office, "contract", contract.pk))
    assert press(office, "delete_contract", contract.pk, reason="x").status_code == 404
