"""On a phone nothing sticks out of the screen: a page is never read sideways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from certificates import issuing, registering
from enrollment import enrolling
from programs import moderating
from reference.days import Quarter
from reporting import building
from tests.factories.certificates import ChildFactory
from tests.factories.programs import DraftFactory, ModuleFactory, SlotFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WIDTHS = (390, 320)

# The name of a page, alone or with what its address needs.
Place = str | tuple[Any, ...]


@pytest.fixture
def contract(group, funded_certificate, parent, provider_manager, on):
    """Accepted, with a timetable, so that every list has something in it."""
    SlotFactory(group=group)
    contract = enrolling.apply(funded_certificate, group, starts_on=on, by=parent, on=on)
    return enrolling.accept(contract, by=provider_manager, on=on)


@pytest.fixture
def application(municipality, parent, on):
    """Of the second child of the family, waiting at the desk."""
    child = ChildFactory(municipality=municipality, guardian=parent)
    registering.give_consent(child, by=parent)
    return issuing.apply(child, by=parent, on=on)


@pytest.fixture
def card(provider, provider_manager, moc, on):
    """A program that the support centre is checking."""
    module = ModuleFactory(program=DraftFactory(provider=provider), is_open=False)
    moderating.submit(module.program, by=provider_manager, on=on)
    moderating.take_up(module.program, by=moc, on=on)
    return module.program


@pytest.fixture
def draft(provider):
    return ModuleFactory(program=DraftFactory(provider=provider), is_open=False).program


def addresses(*places: Place) -> Iterator[str]:
    for place in places:
        name, *keys = (place,) if isinstance(place, str) else place
        yield reverse(name, args=[getattr(key, "pk", key) for key in keys])


def fits(page: Page) -> bool:
    """Whether the page is as wide as the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def too_wide(person, *places: Place) -> list[tuple[str, int]]:
    """Pages that stick out, with the width of the screen they do not fit."""
    found = []
    for address in addresses(*places):
        person.opens(address)
        person.is_there()
        for width in WIDTHS:
            person.page.set_viewport_size({"width": width, "height": 800})
            if not fits(person.page):
                found.append((address, width))
    return found


def test_what_anyone_sees_fits(arrives, contract):
    program = contract.group.program
    assert not too_wide(
        arrives(on_phone=True),
        "programs:catalogue",
        ("programs:program", program.slug),
        ("programs:leaflet", program.slug),
        "providers:register",
        ("providers:provider", program.provider.slug),
        "users:sign_in",
        "users:register",
        "users:password_reset",
        "users:terms",
        "demo:mail",
    )


def test_pages_of_a_family_fit(arrives, parent, contract, application):
    assert not too_wide(
        arrives(parent, on_phone=True),
        "certificates:family",
        "certificates:add_child",
        ("certificates:consent", application.child),
        ("certificates:receipt", application),
        ("certificates:certificate", contract.certificate),
        ("enrollment:apply", contract.group),
        "enrollment:our_contracts",
        "enrollment:family_home",
        "enrollment:week",
        "enrollment:usual_week",
        ("enrollment:attendance", contract),
        ("enrollment:path", contract.certificate.child_id),
        ("enrollment:receipt", contract),
        ("enrollment:contract", contract),
        ("enrollment:sign", contract),
        "users:profile",
        "users:messages",
    )


def test_pages_of_an_organisation_fit(arrives, provider_manager, contract, draft):
    assert not too_wide(
        arrives(provider_manager, on_phone=True),
        "enrollment:inbox",
        ("enrollment:contract", contract),
        ("enrollment:group_list", contract.group),
        "programs:own_programs",
        "programs:new_program",
        ("programs:edit_program", draft),
        ("programs:edit_section", draft, "content"),
        ("programs:edit_modules", draft),
        ("programs:edit_photos", draft),
        ("programs:check_program", draft),
        ("programs:program_groups", contract.group.program),
        ("programs:edit_group", contract.group),
        "providers:own_card",
        "providers:own_agreements",
    )


def test_pages_of_the_support_centre_fit(
    arrives, moc, municipality, contract, application, card, on
):
    report = building.request("quarterly", municipality, Quarter.of(on), by=moc, on=on)
    assert not too_wide(
        arrives(moc, on_phone=True),
        "certificates:applications",
        ("certificates:application", application),
        "certificates:register",
        ("certificates:record", contract.certificate),
        "certificates:queue",
        "programs:moderation_queue",
        ("programs:moderate", card),
        "programs:certification",
        "enrollment:contracts",
        "enrollment:month",
        "reporting:reports",
        ("reporting:report", report),
        "reporting:population",
    )


def test_pages_of_the_payer_and_of_the_region_fit(
    arrives, payer, administrator, operator, contract, agreement
):
    assert not too_wide(
        arrives(payer, on_phone=True),
        "certificates:plan",
        "providers:agreements",
        ("providers:agreement", agreement),
        ("enrollment:closing", contract.plan),
    )
    assert not too_wide(arrives(operator, on_phone=True), "providers:decisions")
    assert not too_wide(arrives(administrator, on_phone=True), "users:audit")
