"""The watch itself: what must never happen on a page is noticed."""

from __future__ import annotations

import pytest

from tests.journeys import chromium
from tests.journeys.watching import Watch, accessibility_violations, foreign_words

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_picture_without_words_is_noticed(new_context):
    page = new_context().new_page()
    page.set_content("<html lang='ru'><title>Страница</title><img src='data:,'></html>")

    assert "image-alt" in " ".join(accessibility_violations(page))


def test_an_inline_script_is_refused_and_noticed(new_context, portal_day):
    context, watch = new_context(), Watch()
    watch.follow(context)
    page = context.new_page()
    page.goto("/programs/")

    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), "
        "{textContent: 'document.title = \"ran\"'}))"
    )
    page.goto("/programs/")

    assert "Content Security Policy" in " ".join(watch.troubles)
    assert page.title() != "ran"


def test_a_word_without_a_translation_is_noticed(new_context):
    page = new_context().new_page()
    page.set_content("<p>Письмо на name@example.org</p><button>Sign the contract</button>")

    assert [line.split()[-1] for line in foreign_words(page)] == ["Sign", "the", "contract"]


def test_a_machine_without_chromium_fails_and_says_what_to_install(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        chromium.find()
