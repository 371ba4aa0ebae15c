"""Advances and invoices as official papers."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from enrollment import annex, documents, enrolling, invoicing
from enrollment.models import Contract
from reference.days import Month
from tests.factories.enrollment import ContractFactory, DocumentFactory, DocumentLineFactory

SEPTEMBER = Month(2026, 9)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on) -> Contract:
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=on
    )
    enrolling.accept(contract, by=provider_manager, on=on)
    return enrolling.sign(contract, by=parent, on=on)


@pytest.fixture
def advance(contract, provider, municipality, provider_manager):
    return invoicing.advance(
        provider, municipality, SEPTEMBER, by=provider_manager, on=date(2026, 9, 10)
    )


def text_of(document) -> str:
    pages = PdfReader(BytesIO(documents.payment(document))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_an_advance_names_its_parties_and_its_sum_in_words(advance, contract, agreement):
    text = text_of(advance)

    assert "Заявка на авансирование" in text
    assert advance.provider.full_name in text
    assert f"№ {agreement.number}" in text
    assert contract.number in text
    assert annex.in_words(advance.to_pay) in text


def test_no_child_is_named_in_a_payment_document(advance, contract):
    text = text_of(advance)

    assert contract.certificate.number in text
    assert contract.certificate.child.last_name not in text


def test_an_invoice_shows_what_was_delivered_and_advanced(
    advance, provider, municipality, provider_manager
):
    invoice = invoicing.invoice(
        provider, municipality, SEPTEMBER, by=provider_manager, on=date(2026, 10, 2)
    )

    text = text_of(invoice)

    assert "Счёт на оплату" in text
    for word, sum_of_it in (
        ("Оказано", invoice.total),
        ("Аванс", invoice.advanced),
        ("К оплате", invoice.to_pay),
    ):
        assert word in text
        assert annex.in_words(sum_of_it) in text


def test_a_long_register_goes_on_over_numbered_pages(provider, plan):
    document = DocumentFactory(provider=provider, municipality=plan.municipality)
    for _each in range(60):
        DocumentLineFactory(document=document, contract=ContractFactory(plan=plan))

    text = text_of(document)

    assert "Страница 3 из" in text
    assert text.count("Номер сертификата") >= 2


def test_a_stranger_gets_no_paper(client, parent, advance):
    client.force_login(parent)

    assert client.get(reverse("enrollment:document_pdf", args=[advance.pk])).status_code == 404


@pytest.mark.parametrize(
    ("kopecks", "words"),
    [
        (0, "Ноль рублей 00 копеек"),
        (1_01, "Один рубль 01 копейка"),
        (22_02, "Двадцать два рубля 02 копейки"),
        (11_11, "Одиннадцать рублей 11 копеек"),
        (1_000_00, "Одна тысяча рублей 00 копеек"),
        (7_214_40, "Семь тысяч двести четырнадцать рублей 40 копеек"),
    ],
)
def test_a_sum_is_written_in_words(kopecks, words):
    assert annex.in_words(kopecks) == words
