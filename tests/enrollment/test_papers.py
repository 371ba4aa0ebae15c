"""The papers of a contract: the offer, the application for enrollment, the notice of its end."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from enrollment import annex, enrolling, papers, terminating
from enrollment.models import Contract
from reference import money


@pytest.fixture
def requested(funded_certificate, group, parent, on) -> Contract:
    return enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=on)


@pytest.fixture
def offered(requested, provider_manager, on) -> Contract:
    return enrolling.accept(requested, by=provider_manager, on=on)


@pytest.fixture
def signed(offered, parent, on) -> Contract:
    return enrolling.sign(offered, by=parent, on=on)


@pytest.fixture
def ending(signed, parent) -> Contract:
    return terminating.terminate(
        signed, party=Contract.Party.PARENT, reason="Переезд", by=parent, on=date(2026, 10, 14)
    )


def text_of(paper: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(paper)).pages
    )


def test_the_offer_says_who_teaches_what_until_when_and_for_how_much(offered):
    text = text_of(papers.offer(offered))

    assert f"№ {offered.number}" in text
    assert offered.provider.full_name in text
    assert offered.provider.inn in text
    assert f"{offered.ends_on:%d.%m.%Y}" in text
    assert annex.in_words(offered.total) in text
    for part in offered.instalments.all():
        assert money.rubles(part.certificate_amount).replace("\xa0", " ") in text.replace(
            "\xa0", " "
        )


def test_the_offer_carries_the_number_of_the_certificate_and_no_name(offered, parent):
    text = text_of(papers.offer(offered))

    assert offered.certificate.number in text
    assert offered.certificate.child.last_name not in text
    assert parent.last_name not in text


def test_the_offer_keeps_its_last_day_whatever_the_notice_says(ending):
    text = text_of(papers.offer(ending))

    assert f"по {min(ending.group.ends_on, ending.plan.ends_on):%d.%m.%Y}" in text


def test_the_application_names_the_child_and_the_parent_and_waits_for_a_signature(offered, parent):
    text = text_of(papers.application(offered))

    assert offered.certificate.child.full_name in text
    assert parent.full_name in text
    assert "(подпись)" in text


def test_the_application_that_was_signed_in_the_cabinet_says_by_whom_and_when(signed, parent):
    text = text_of(papers.application(signed))

    assert f"Подписано в личном кабинете портала: {parent.full_name}" in text
    assert "(подпись)" not in text


def test_the_notice_says_the_last_day_the_reason_and_what_returns(ending):
    returned = sum(
        part.certificate_amount
        for part in ending.instalments.filter(status="released", month__gt=date(2026, 10, 1))
    )

    text = text_of(papers.notice(ending)).replace("\xa0", " ")

    assert "по инициативе законного представителя" in text
    assert "Переезд" in text
    assert "31.10.2026" in text
    assert "С 01.11.2026 договор не действует" in text
    assert money.rubles(returned).replace("\xa0", " ") in text


def test_the_payer_reads_the_offer_and_not_the_papers_with_names(client, payer, ending):
    client.force_login(payer)

    answers = [
        client.get(reverse(f"enrollment:{name}", args=[ending.pk])).status_code
        for name in ("offer_pdf", "application_pdf", "notice_pdf")
    ]

    assert answers == [200, 404, 404]


@pytest.mark.parametrize("person", ["parent", "provider_manager"])
def test_both_parties_have_all_three(client, request, person, ending):
    client.force_login(request.getfixturevalue(person))

    for name in ("offer_pdf", "application_pdf", "notice_pdf"):
        answer = client.get(reverse(f"enrollment:{name}", args=[ending.pk]))
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_a_stranger_finds_none(client, stranger, ending):
    client.force_login(stranger)

    for name in ("offer_pdf", "application_pdf", "notice_pdf"):
        assert client.get(reverse(f"enrollment:{name}", args=[ending.pk])).status_code == 404
