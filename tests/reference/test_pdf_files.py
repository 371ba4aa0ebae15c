"""PDF files as they come: read by content, refused when they could do anything."""

from __future__ import annotations

import io
import random
import zlib
from contextlib import suppress

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from reference import pdf_files
from reference.errors import RuleBroken
from tests.factories.files import pdf, picture, written


def refusal(content: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        pdf_files.read(io.BytesIO(content), field="text")
    assert refused.value.field == "text"
    return refused.value.code


def writer() -> PdfWriter:
    made = PdfWriter()
    made.add_blank_page(width=595, height=842)
    return made


def test_a_plain_file_is_taken_with_its_pages():
    read = pdf_files.read(io.BytesIO(pdf(3)), field="text")

    assert (read.pages, read.content) == (3, pdf(3))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"%PDF-1.7\n%%EOF",
        picture(),
        b"MZ" + pdf(),
        b"<html>%PDF-1.7</html>",
        pdf()[:200],
    ],
)
def test_what_is_no_pdf_is_refused(content: bytes):
    assert refusal(content) == "file_not_pdf"


def test_a_locked_file_is_refused():
    locked = writer()
    locked.encrypt("secret", algorithm="RC4-128")

    assert refusal(written(locked)) == "file_locked"


def with_action(**action: str) -> bytes:
    made = writer()
    made.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject(f"/{name}"): NameObject(value)
            if value.startswith("/")
            else TextStringObject(value)
            for name, value in action.items()
        }
    )
    return written(made)


def with_script() -> bytes:
    made = writer()
    made.root_object[NameObject("/Names")] = DictionaryObject(
        {NameObject("/JavaScript"): DictionaryObject({NameObject("/JS"): TextStringObject("1")})}
    )
    return written(made)


def with_file() -> bytes:
    made = writer()
    made.add_attachment("virus.exe", b"MZ")
    return written(made)


@pytest.mark.parametrize(
    "content",
    [
        with_script(),
        with_file(),
        with_action(S="/Launch", F="cmd.exe"),
        with_action(S="/SubmitForm", F="http://example.org"),
        with_action(S="/JavaScript", JS="1"),
    ],
)
def test_a_file_that_acts_is_refused(content: bytes):
    assert refusal(content) == "file_acts"


def test_a_file_has_borders():
    assert refusal(pdf(pdf_files.MOST_PAGES + 1)) == "file_too_long"
    assert refusal(b"%PDF-" + b" " * pdf_files.MOST_BYTES) == "file_too_heavy"


def test_a_file_that_was_spoilt_anywhere_never_breaks():
    chance = random.Random(4)
    whole = with_script()
    for _number in range(300):
        spoilt = bytearray(whole)
        for _place in range(chance.randint(1, 8)):
            spoilt[chance.randrange(5, len(spoilt))] = chance.randrange(256)
        with suppress(RuleBroken):
            pdf_files.read(io.BytesIO(bytes(spoilt)), field="text")


def packed(padding: int) -> bytes:
    """A file whose only page is in a list of objects that is padded with spaces."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    stream = zlib.compress(b"3 0 " + page + b" " * padding)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream"
        % (len(stream), stream),
    ]
    file, places = b"%PDF-1.5\n", []
    for number, part in zip((1, 2, 4), parts, strict=True):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    catalog, pages, objects = (b"\1" + place.to_bytes(4, "big") + b"\0" for place in places)
    table = bytes(6) + catalog + pages + b"\2" + (4).to_bytes(4, "big") + b"\0" + objects
    head = b"<</Type/XRef/W[1 4 1]/Size 5/Root 1 0 R/Length %d>>" % len(table)
    end = b"5 0 obj\n%b\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF"
    return file + end % (head, table, len(file))


def test_a_small_file_that_unpacks_into_a_large_one_is_refused():
    assert pdf_files.read(io.BytesIO(packed(10)), field="text").pages == 1
    assert refusal(packed(pdf_files.MOST_UNPACKED)) == "file_not_pdf"


def test_looking_into_a_file_comes_to_an_end(monkeypatch):
    monkeypatch.setattr(pdf_files, "MOST_SECONDS", -1)

    assert refusal(pdf(1)) == "file_not_pdf"
