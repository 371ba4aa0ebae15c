"""Nonsense in an address or a form is a sentence or nothing, and never a crash."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.permissions.forms import forms_of
from tests.permissions.pages import PAGES, Page
from tests.permissions.world import World
from tests.test_permissions import A_PRESS, open_world

NUL = "а\x00б"
LONG = "Ы" * 10_000
BEYOND = "9" * 30
NUMBERS = (BEYOND, "9" * 5_000, "9e999999", "-1", "²")
OF_NUMBERS = (
    *("page", "age", "year", "quarter", "children", "months", "hours", "capacity", "number"),
    *("price", "nominal", "limit", "volume", "maximum", "FORMS", "chosen", "certificate", "group"),
    *("services", "growth", "rating", "base", "child", "activity", "max", "from", "till"),
    *("within", "venue"),
)
DAYS = ("0001-01-01", "9999-12-31", "31.12.9999", "29.02.2027")
FOR_EVERYONE = ("\u202e👩‍👧‍👦 <b>'\"\\%s{{ 7 }}\r\nBcc: x@example.org", BEYOND)
ROW = re.compile(r"\d+|(?<=remark-).*|(?<=answer-).*")
LISTS = ("q", "page", "list", "tab", "status")
# What addresses may carry, page by page.
ASKED = {
    "users:sign_in": ("next",),
    "users:register": ("next",),
    "set_language": ("next",),
    "sight": ("next",),
    "users:messages": ("page",),
    "users:people": ("page",),
    "users:audit": ("kind", "person", "since", "until", "page"),
    "providers:register": ("q", "municipality", "department", "page"),
    "providers:agreements": LISTS,
    "providers:decisions": LISTS,
    "programs:catalogue": (
        *("q", "municipality", "age", "direction", "pay", "register", "level", "day", "free"),
        *("provider", "sort", "page", "child", "activity", "max", "form", "health"),
        *("from", "till", "next", "doctor", "org", "place", "near", "within", "venue", "view"),
    ),
    "programs:program": ("child",),
    "django.contrib.sitemaps.views.sitemap": ("p",),
    "programs:own_programs": ("archived",),
    "programs:compare": ("program", "q"),
    "programs:moderation_queue": LISTS,
    "programs:certification": LISTS,
    "certificates:applications": LISTS,
    "certificates:print_certificates": ("q", "type", "status", "category", "page"),
    "certificates:register": ("q", "type", "status", "category", "page"),
    "certificates:set_nominal": ("nominal",),
    "certificates:queue": ("page",),
    "enrollment:opinions_of_program": ("page",),
    "enrollment:own_opinions": ("list", "page"),
    "enrollment:our_questions": ("page",),
    "enrollment:questions_to_us": ("list", "page"),
    "enrollment:complaints": ("list", "page"),
    "enrollment:opinions_to_check": ("list", "page"),
    "enrollment:continue_contract": ("target",),
    "enrollment:apply": ("certificate", "starts_on", "way"),
    "enrollment:sent_receipts": ("sent",),
    "enrollment:simulator": ("take", "child", "q", "sent"),
    "enrollment:calculator": (
        *("population", "covered", "hours", "volume", "hour_technical", "share_technical"),
    ),
    "enrollment:disputes": ("list", "page"),
    "enrollment:findings": ("page",),
    "enrollment:document": ("page",),
    "enrollment:corrections": ("page",),
    "enrollment:settlements": ("page",),
    "enrollment:settlement": ("month",),
    "enrollment:settlement_xlsx": ("month",),
    "enrollment:transfers": ("month", "state"),
    "enrollment:transfers_xlsx": ("month", "state"),
    "enrollment:journal": ("month",),
    "enrollment:week": ("day",),
    "enrollment:our_contracts": ("child",),
    "enrollment:inbox": ("program", "group", "status", "shelf", "page"),
    "enrollment:contracts": ("q", "status", "direction", "provider", "page"),
    "enrollment:own_documents": ("kind", "month", "status", "provider", "page"),
    "enrollment:documents": ("kind", "month", "status", "provider", "page"),
    "enrollment:lessons": ("month", "group", "page"),
    "enrollment:new_advance": ("parties", "percent", "page"),
    "enrollment:new_invoice": ("parties", "month", "page"),
    "enrollment:unused": ("page",),
    "enrollment:limit_provider": ("children", "services", "growth", "rating"),
    "enrollment:limit_program": ("base", "rating"),
    "reporting:reports": ("page",),
    "reporting:figure": ("page",),
}


def area_of(page: Page) -> str:
    return page.name.partition(":")[0] if ":" in page.name else "navigator"


AREAS = sorted({area_of(page) for page in PAGES} - {"demo"})


@pytest.fixture
def world(db, request, monkeypatch, settings, tmp_path) -> World:
    return open_world(request, monkeypatch, settings, tmp_path)


def pages_of(area: str) -> list[Page]:
    return [
        page
        for page in PAGES
        if area_of(page) == area
        and not (page.all_meet or page.is_button)
        and (page.sees or page.is_sent_on)
    ]


def opened(client: Client, world: World, page: Page) -> str:
    """Sign in as somebody who may come to the page; its address."""
    people = page.sees or page.is_sent_on
    if not people:  # there is nothing to open yet, whoever asks
        return ""
    somebody = people[0]
    client.logout()
    if user := world.people[somebody]:
        client.force_login(user)
    return reverse(page.name, args=page.args(world))


def is_crash(client: Client, method: str, url: str, data: dict[str, Any]) -> bool:
    """Whether the page breaks; what it has done is undone."""
    with transaction.atomic():
        status = getattr(client, method)(url, data).status_code
        transaction.set_rollback(True)
    return status >= 500


def test_every_page_that_reads_its_address_is_asked_oddly():
    readers = {
        page.name
        for page in PAGES
        if not (page.all_meet or page.is_button)
        and "request.GET" in inspect.getsource(view_of(page))
    }

    assert readers - ASKED.keys() == set(), "say in ASKED what the address may carry"


def view_of(page: Page) -> Callable[..., Any]:
    """The view under its decorators."""
    resolver = get_resolver()
    for part in page.name.split(":")[:-1]:
        resolver = resolver.namespace_dict[part][1]
    name = page.name.rpartition(":")[2]
    views = {one.name: one.callback for one in resolver.url_patterns if isinstance(one, URLPattern)}
    return inspect.unwrap(views[name])


@pytest.mark.parametrize("area", AREAS)
def test_an_odd_address_is_no_crash(client, world, area):
    client.raise_request_exception = False
    crashes = [
        f"{page.name}?{name}={value[:20]!r}"
        for page in pages_of(area)
        if (url := opened(client, world, page))
        for name in ASKED.get(page.name, ())
        for value in odd_values(name)
        if is_crash(client, "get", url, {name: value})
    ]

    assert crashes == []


@pytest.mark.parametrize("area", AREAS)
def test_a_key_beyond_all_keys_is_not_found(client, world, area):
    client.raise_request_exception = False
    crashes = []
    for page in pages_of(area):
        opened(client, world, page)
        if args := page.args(world):
            keys = [int(BEYOND) if isinstance(arg, int) else "x" * 3_000 for arg in args]
            if is_crash(client, "get", reverse(page.name, args=keys), {}):
                crashes.append(page.name)

    assert crashes == []


@pytest.mark.parametrize("area", AREAS)
def test_an_odd_press_is_no_crash(client, world, area):
    client.raise_request_exception = False

    crashes = [
        f"{page.name}: {name}={value[:20]!r}"
        for page in pages_of(area)
        for target, name, value, data in odd_presses(client, world, page)
        if is_crash(client, "post", target, data)
    ]

    assert crashes == []


def odd_presses(
    client: Client, world: World, page: Page
) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Every form of the page, filled rightly as far as we can, with one thing in it odd."""
    url = opened(client, world, page)
    answer = client.get(url)
    for form in forms_of(answer.text) if answer.headers["Content-Type"][:9] == "text/html" else []:
        if form.method == "post":
            right = {name: value or A_PRESS.get(name, "1") for name, value in form.values.items()}
            target = form.action or url
            # of the rows of a table one is as good as another
            names = {ROW.sub("", name): name for name in right}
            for name in names.values():
                for value in odd_values(name):
                    fresh = {"command": str(uuid4())} if "command" in right else {}
                    yield target, name, value, {**right, **fresh, name: value}
            for value in (LONG, *FOR_EVERYONE):
                yield target, "everything", value, dict.fromkeys(right, value)


def odd_values(name: str) -> tuple[str, ...]:
    """What may be worst for a parameter or a field of that name."""
    if name.endswith(("_on", "_date", "since", "until")):
        return (NUL, *DAYS)
    if any(part in name for part in OF_NUMBERS):
        return (NUL, *NUMBERS)
    return (NUL, "':*&|!<->(", "0-5") if name == "q" else (NUL,)
