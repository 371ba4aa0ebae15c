"""The certificate and the statement on paper."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from certificates import papers
from tests.factories.certificates import CertificateFactory

ADDRESS = "https://portal.example/certificates/passport/1.x/"


def text_of(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


@pytest.fixture
def sheet(funded_certificate, on):
    return papers.sheet_of(funded_certificate, ADDRESS, on=on)


def test_the_certificate_is_one_page_with_its_number_name_and_sums(sheet, on):
    (page,) = text_of(papers.certificates([sheet], on=on))

    assert sheet.certificate.number in page
    assert sheet.certificate.child.full_name in page
    assert "9 600,00" in page
    assert "действует" in page


def test_neither_snils_nor_birth_date_stand_on_it(sheet, on):
    child = sheet.certificate.child

    (page,) = text_of(papers.certificates([sheet], on=on))

    assert child.snils not in page.replace("-", "").replace(" ", "")
    assert f"{child.birth_date:%d.%m.%Y}" not in page


def test_an_accounting_certificate_has_no_sums(certificate, on):
    (page,) = text_of(papers.certificates([papers.sheet_of(certificate, ADDRESS, on=on)], on=on))

    assert "сертификат учёта" in page
    assert "Номинал" not in page


def test_the_same_certificate_is_the_same_file_to_the_byte(sheet, on):
    assert papers.certificates([sheet], on=on) == papers.certificates([sheet], on=on)


def test_several_stand_each_on_a_page_of_its_own(sheet, on):
    other = papers.sheet_of(CertificateFactory(), ADDRESS, on=on)

    pages = text_of(papers.certificates([sheet, other], on=on))

    assert len(pages) == 2
    assert other.certificate.number in pages[1]


def test_the_statement_has_every_movement(funded_certificate, on):
    (page,) = text_of(papers.statement(funded_certificate.accounts.get(), on=on))

    assert funded_certificate.number in page
    assert "зачислен номинал" in page.lower() or "номинал зачислен" in page.lower()


def test_the_family_and_its_desk_get_the_paper_a_stranger_does_not(
    client, funded_certificate, parent, clerk, stranger
):
    address = reverse("certificates:certificate_pdf", args=(funded_certificate.pk,))
    answers = []
    for person in (parent, clerk, stranger):
        client.force_login(person)
        answers.append(client.get(address).status_code)

    assert answers == [200, 200, 404]


def test_the_desk_prints_a_page_of_the_register(client, funded_certificate, clerk):
    client.force_login(clerk)

    answer = client.get(reverse("certificates:print_certificates"))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert funded_certificate.number in text_of(answer.content)[0]


def test_the_family_sees_that_the_desk_had_its_paper(client, funded_certificate, parent, clerk):
    client.force_login(clerk)
    client.get(reverse("certificates:certificate_pdf", args=(funded_certificate.pk,)))
    client.force_login(parent)

    page = client.get(funded_certificate.get_absolute_url()).text

    assert clerk.full_name in page
    assert "для печати" in page
