"""Everybody at every door: who comes in, who is asked to sign in, and for whom there is no door."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from reference import clock
from tests.permissions.pages import EVERYONE, PAGES, Page
from tests.permissions.world import World, build

# Everything a page may ask for, so that a press that came through would do something.
A_PRESS = {
    "reason": "Чужое",
    "comment": "Чужое",
    "refusal": "other",
    "ground": "other",
    "result": "mastered",
    "amount": "1",
    "paid_on": "07.09.2026",
    "agree": "on",
    "words": "Чужое",
    "answer": "Чужое",
    "decision": "explained",
    "paper": "given",
    "accepts": "on",
    "is_meant": "on",
    "password": "secret-2026",
    "order_number": "1",
    "number": "1",
    "signed_on": "2026-09-01",
    "nominal": "1",
    "number_limit": "1",
    "maximum": "1",
    "price": "1",
    "protocol": "№ 1",
    "name": "Чужое",
    "address": "Чужое",
    "settlement": "Чужое",
    "settlement_kind": "urban",
    "category_name": "Чужая",
    "starts_on": "07.09.2026",
    "ends_on": "08.09.2027",
    "year": "2026",
    "quarter": "1",
    "children": "1",
    "source": "Чужое",
    "short_name": "Чужое",
}


def no_such_page(request, exception):
    return HttpResponse(status=404)


@pytest.fixture
def world(db, request, monkeypatch, settings, tmp_path) -> World:
    return open_world(request, monkeypatch, settings, tmp_path)


def open_world(request, monkeypatch, settings, tmp_path) -> World:
    """The world on the cast's day, with neither a printer nor the pages of the demo."""
    monkeypatch.setattr(clock, "today", lambda municipality=None: request.getfixturevalue("on"))
    monkeypatch.setattr("reporting.pdf.render", lambda *_args, **_kwargs: b"%PDF-1.7")
    # the page of a 404 with its whole menu is drawn a thousand times otherwise
    monkeypatch.setattr("navigator.urls.handler404", no_such_page, raising=False)
    settings.MEDIA_ROOT = tmp_path
    settings.DEMO = settings.DEMO_CLOCK = False
    return build(request.getfixturevalue)


@pytest.fixture
def whoever(client: Client, world: World, person: str) -> Client:
    """The browser of that person."""
    if user := world.people[person]:
        client.force_login(user)
    return client


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """The names of every page but those of Django's admin."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        elif pattern.app_name != "admin":
            yield from addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)


def answer_of(response) -> str:
    """An answer in the words of the table."""
    if response.status_code in (301, 302):
        is_door = response.headers["Location"].startswith(reverse("users:sign_in"))
        return "sign in" if is_door else "sent on"
    if any(template.name == "certificates/sees_only.html" for template in response.templates):
        return "told"
    return str(response.status_code)


def everything_kept() -> dict[str, str]:
    """A fingerprint of every table, sessions apart."""
    return {
        model._meta.label: hashlib.sha256(
            repr(list(model._base_manager.order_by("pk").values_list())).encode()
        ).hexdigest()
        for model in apps.get_models()
        if model._meta.label != "sessions.Session"
    }


def test_every_page_stands_in_the_table():
    missing = set(addresses(get_resolver())) - {page.name for page in PAGES}

    assert missing == set(), "say in tests/permissions/pages.py who comes in"


@pytest.mark.parametrize("person", EVERYONE)
def test_a_person_opens_what_the_table_says(whoever, world, person):
    wrong = {}
    for page in PAGES:
        answer = answer_of(whoever.get(reverse(page.name, args=page.args(world))))
        if answer not in page.expected(person):
            wrong[f"{page.name}{page.args(world)}"] = (
                f"{answer}, not {' or '.join(page.expected(person))}"
            )

    assert wrong == {}


@pytest.mark.parametrize("person", EVERYONE)
def test_a_press_of_a_stranger_changes_nothing(whoever, world, person):
    closed = [page for page in PAGES if is_closed_to(page, person)]
    before = everything_kept()

    answers = {
        page.name: answer_of(
            whoever.post(
                reverse(page.name, args=page.args(world)), {**A_PRESS, "command": str(uuid4())}
            )
        )
        for page in closed
    }

    right = {"sign in"} if person == "visitor" else {"404", "405", "told"}
    assert {name: answer for name, answer in answers.items() if answer not in right} == {}
    assert everything_kept() == before


def test_no_press_is_taken_without_its_token(world):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.people["administrator"])

    answers = {
        page.name: browser.post(reverse(page.name, args=page.args(world))).status_code
        for page in PAGES
    }

    assert {name for name, status in answers.items() if status != 403} == set()


def is_closed_to(page: Page, person: str) -> bool:
    return not page.all_meet and person not in page.sees + page.is_sent_on
