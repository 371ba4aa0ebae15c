"""Every page of the portal in a browser: read by axe, at every width, by keyboard, in Russian."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page as Screen

from reference import clock
from tests.factories.files import stored
from tests.journeys.watching import accessibility_violations, foreign_words
from tests.permissions.pages import EVERYONE, PAGES
from tests.permissions.world import World, build

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# A desk, a desk at twice the size, a phone, a desk at four times the size.
WIDTHS = (1366, 683, 390, 320)
# What a keyboard reaches and how the page shows where it is.
UNSEEN_FOCUS = """() => {
    const reached = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    document.activeElement.blur();
    return [...document.querySelectorAll(reached)]
        .filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0)
        .filter(one => {
            const look = () => {
                const style = getComputedStyle(one);
                return [style.outline, style.boxShadow, style.backgroundColor, style.left].join();
            };
            const before = look();
            one.focus({preventScroll: true});
            const shows = look() !== before;
            one.blur();
            return !shows;
        })
        .map(one => one.outerHTML.slice(0, 160));
}"""
JUMPS = "[...document.querySelectorAll('[tabindex]')].filter(one => one.tabIndex > 0).length"
# A form with something left out is sent as a browser without checks of its own would send it.
UNFILLED = """() => {
    const fields = "input:not([type=hidden]):not([type=radio]), select, textarea";
    const forms = [...document.querySelectorAll("main form[method=post]")];
    window.unfilled = forms.find(form => [...form.querySelectorAll(fields)]
        .some(one => one.required && !one.value && !one.disabled));
    return Boolean(window.unfilled);
}"""
SEND = "unfilled.noValidate = true; unfilled.requestSubmit()"


@pytest.fixture
def world(request, monkeypatch, settings, tmp_path, portal_day) -> World:
    """Something on every page, with no printer: a document is not looked at here."""
    monkeypatch.setattr(clock, "today", lambda municipality=None: portal_day)
    monkeypatch.setattr("reporting.pdf.render", lambda *_args, **_kwargs: b"%PDF-1.7")
    settings.MEDIA_ROOT = tmp_path
    world = build(request.getfixturevalue)
    stored(world.photo)
    return world


def pages_of(person: str, world: World) -> Iterator[str]:
    """Addresses of the pages this person is the first of the table to see: each has one reader."""
    for page in PAGES:
        readers = [one for one in EVERYONE if one in page.sees]
        if readers[:1] == [person] and not page.is_button and not page.all_meet:
            yield reverse(page.name, args=page.args(world))


def is_to_be_read(screen: Screen, address: str) -> bool:
    """Whether a page comes, and not a document to be kept."""
    answer = screen.request.get(address)
    return answer.ok and answer.headers["content-type"].startswith("text/html")


def what_is_wrong(screen: Screen) -> Iterator[str]:
    """What somebody would stumble over on the page that stands on the screen."""
    yield from accessibility_violations(screen)
    yield from foreign_words(screen)
    if screen.locator("h1").count() != 1:
        yield f"{screen.url}: {screen.locator('h1').count()} titles"
    if screen.evaluate(JUMPS):
        yield f"{screen.url}: the keyboard jumps"
    screen.keyboard.press("Tab")  # from here on the browser shows where the keyboard is
    for element in screen.evaluate(UNSEEN_FOCUS):
        yield f"{screen.url}: no sign of the keyboard at {element}"
    for width in WIDTHS:
        screen.set_viewport_size({"width": width, "height": 800})
        if screen.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            yield f"{screen.url}: wider than {width} px"


def what_an_error_lacks(screen: Screen) -> Iterator[str]:
    """An unfilled form comes back with a summary that the keyboard stands on."""
    if not screen.evaluate(UNFILLED):
        return
    with screen.expect_navigation():
        screen.evaluate(SEND)
    if screen.locator(".error-summary").count() == 0:
        yield f"{screen.url}: no summary of mistakes"
    elif not screen.evaluate("document.activeElement.closest('.error-summary') !== null"):
        yield f"{screen.url}: the summary of mistakes has no focus"
    yield from accessibility_violations(screen)


@pytest.mark.parametrize("person", EVERYONE)
def test_a_page_is_for_everybody(arrives, world, person):
    screen = arrives(world.people[person]).page
    found = []
    for address in pages_of(person, world):
        if is_to_be_read(screen, address):
            screen.goto(address)
            found += [*what_is_wrong(screen), *what_an_error_lacks(screen)]

    assert not found, "\n".join(found)
