"""A long paper is drawn by the worker and kept."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from enrollment import documents, printing, tasks
from tests.factories.enrollment import DocumentFactory, DocumentLineFactory


@pytest.fixture
def document(db, settings, tmp_path, monkeypatch):
    """Two lines, where more than one is long."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(printing, "SLOW", 1)
    monkeypatch.setattr(documents, "payment", lambda document: b"%PDF drawn")
    document = DocumentFactory(total=2_00)
    DocumentLineFactory.create_batch(2, document=document, amount=1_00)
    return document


def test_a_short_paper_is_drawn_at_once(document, monkeypatch):
    monkeypatch.setattr(printing, "SLOW", 2)

    assert printing.paper_of(document) == b"%PDF drawn"
    assert default_storage.listdir("")[1] == []


def test_a_long_paper_waits_for_the_worker_and_is_kept(document, monkeypatch):
    assert printing.paper_of(document) is None

    tasks.draw_document(document.pk)
    monkeypatch.setattr(documents, "payment", lambda document: b"another")
    tasks.draw_document(document.pk)

    assert printing.paper_of(document) == b"%PDF drawn"


def test_the_page_says_that_the_paper_is_being_drawn(document, client, operator, monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(tasks.draw_document, "delay", asked.append)
    client.force_login(operator)

    response = client.get(reverse("enrollment:document_pdf", args=[document.pk]), follow=True)

    assert asked == [document.pk]
    assert "документ формируется" in response.content.decode()
