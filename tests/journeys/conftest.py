"""Whole stories in Chromium, against a server that answers as the real one does."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from reference.models import DemoClock
from tests.journeys import chromium
from tests.journeys.person import Person
from tests.journeys.watching import Watch
from users.models import User

PICTURES = Path(settings.VAR) / "journeys"
DESK = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}

# Milliseconds that a page may take on a slow machine; a quick one never waits.
PATIENCE = 15_000

Arrives = Callable[..., Person]
told = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[told] = report
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, started once for all the stories."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright waits in a loop of its own, and Django takes that for asynchronous code.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE)
        chrome = chromium.launch(playwright)
        yield chrome
        chrome.close()


@pytest.fixture
def new_context(
    browser: Browser, live_server: LiveServer, six_directions: None
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of one's own: its cookies, its screen."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            locale="ru-RU",
            timezone_id=settings.TIME_ZONE,
            **{"viewport": DESK, **options},
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def arrives(
    new_context: Callable[..., BrowserContext], portal_day: date, request: pytest.FixtureRequest
) -> Iterator[Arrives]:
    """People come: `arrives(moc)` sits at a desk signed in, `arrives(on_phone=True)` is anybody.

    Whatever went wrong on their pages fails the story at its end.
    """
    watch = Watch()

    def come(
        user: User | None = None, *, on_phone: bool = False, with_scripts: bool = True
    ) -> Person:
        context = new_context(
            viewport=PHONE if on_phone else DESK, java_script_enabled=with_scripts
        )
        watch.follow(context)
        person = Person(context, watch.look_at) if with_scripts else Person(context)
        if user:
            person.signs_in(user)
        return person

    yield come
    if (report := request.node.stash.get(told, None)) and report.failed:
        watch.take_pictures(PICTURES / re.sub(r"\W+", "_", request.node.name))
    if watch.troubles:
        pytest.fail("\n".join(watch.troubles), pytrace=False)


@pytest.fixture
def portal_day(six_directions: None, on: date) -> date:
    """The portal lives on the story's day."""
    morning = datetime.combine(on, time(9), tzinfo=ZoneInfo(settings.TIME_ZONE))
    DemoClock.objects.update_or_create(defaults={"ahead": morning - timezone.now()})
    return on
