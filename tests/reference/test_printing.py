from io import BytesIO

import pytest
from pypdf import PdfReader

from reference import printing

PAGE = '<html lang="ru"><head><title>Сертификат</title></head><body>{}</body></html>'


def test_the_same_page_is_the_same_file_to_the_byte():
    page = PAGE.format("<h1>Сертификат</h1>")

    assert printing.to_pdf(page, identifier="1") == printing.to_pdf(page, identifier="1")


def test_a_document_is_tagged_for_those_who_listen():
    drawn = PdfReader(BytesIO(printing.to_pdf(PAGE.format("<h1>1</h1>"), identifier="1")))

    assert "/StructTreeRoot" in str(drawn.trailer["/Root"].get_object())
    assert drawn.metadata is not None
    assert drawn.metadata.title == "Сертификат"


def test_a_document_fetches_nothing():
    with pytest.raises(printing.NothingFromOutside, match=r"example\.org"):
        printing.refuse("https://example.org/picture.png")
