"""The watch itself: what must never happen on a page is noticed."""

from __future__ import annotations

import pytest

from tests.journeys.watching import Watch, accessibility_violations

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
