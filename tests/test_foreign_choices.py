"""A form takes only what is one's own, whatever is typed into it past the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from programs.models import Program
from providers.models import Provider
from tests.factories.providers import MemberFactory, VenueFactory
from tests.factories.reference import CategoryFactory, PlanFactory
from tests.permissions.world import World
from tests.test_permissions import everything_kept, open_world

Data = Mapping[str, object]
GROUP = {
    "name": "LEGO-1",
    "starts_on": "2026-09-08",
    "ends_on": "2027-05-31",
    "capacity": "5",
    "slots-TOTAL_FORMS": "0",
    "slots-INITIAL_FORMS": "0",
}
MAIN = {
    "short_name": "Шахматы",
    "full_name": "Программа «Шахматы»",
    "direction": "sport",
    "kind": "general",
    "level": "starter",
    "register": "certified",
    "age_from": "7",
    "age_to": "12",
}


@pytest.fixture
def world(db, request, monkeypatch, settings, tmp_path) -> World:
    return open_world(request, monkeypatch, settings, tmp_path)


def press(client: Client, world: World, person: str, name: str, key: object, data: Data) -> int:
    user = world.people[person]
    assert user is not None
    client.force_login(user)
    address = reverse(name, args=[] if key is None else [key])
    return client.post(address, {"command": str(uuid4()), **data}).status_code


# who, where, with which key, and what is another's
FOREIGN: dict[str, tuple[str, str, Callable[[World], object], Callable[[World], Data]]] = {
    "the certificate of another family": (
        "stranger",
        "enrollment:apply",
        lambda world: world.group.pk,
        lambda world: {
            "certificate": world.certificate.pk,
            "starts_on": "07.09.2026",
            **dict.fromkeys(("wants", "pays", "has_read"), "on"),
        },
    ),
    "the certificate of another family in a waiting list": (
        "stranger",
        "enrollment:wait",
        lambda world: world.full_group.pk,
        lambda world: {"certificate": world.certificate.pk, "starts_on": "07.09.2026"},
    ),
    "the category of another municipality": (
        "moc",
        "certificates:application",
        lambda world: world.application.pk,
        lambda world: {"category": CategoryFactory().pk},
    ),
    "the venue of another organisation": (
        "manager",
        "programs:add_group",
        lambda world: world.module.pk,
        lambda world: {**GROUP, "venue": VenueFactory().pk},
    ),
    "the teacher of another organisation": (
        "manager",
        "programs:add_group",
        lambda world: world.module.pk,
        lambda world: {**GROUP, "teachers": MemberFactory(position="teacher").pk},
    ),
    "a plan that is not open": (
        "manager",
        "providers:own_agreements",
        lambda world: None,
        lambda world: {"plan": PlanFactory(status="draft").pk},
    ),
    "applications to another organisation": (
        "neighbour",
        "enrollment:accept_chosen",
        lambda world: None,
        lambda world: {
            "chosen": [f"contract:{world.contract.pk}", f"place:{world.place.pk}"],
            "order_number": "1",
        },
    ),
    "the report of another municipality": (
        "foreign_moc",
        "reporting:reports",
        lambda world: None,
        lambda world: {"municipality": world.municipality.pk, "year": "2026", "quarter": "2"},
    ),
    "the money of another organisation": (
        "neighbour",
        "enrollment:new_advance",
        lambda world: None,
        lambda world: {
            "parties": f"{world.provider.pk}-{world.municipality.pk}",
            "percent": "50",
        },
    ),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_anothers_is_not_taken(client, world, what):
    person, name, key, data = FOREIGN[what]
    sent = data(world)
    before = looked_past(everything_kept())

    press(client, world, person, name, key(world), sent)

    assert looked_past(everything_kept()) == before


def looked_past(kept: dict[str, str]) -> dict[str, str]:
    """Signing in and looking at a page leave their marks; they are no matter here."""
    marks = ("users.User", "users.AuditEvent")
    return {table: state for table, state in kept.items() if table not in marks}


def test_the_fields_of_a_card_do_not_reach_beyond_the_form(client, world):
    beyond = {"status": "published", "slug": "x", "certified_on": "2026-09-01", "provider": "1"}

    press(client, world, "manager", "programs:new_program", None, MAIN | beyond)

    program = Program.objects.get(short_name="Шахматы")
    assert (program.status, program.certified_on) == (Program.Status.DRAFT, None)
    assert (program.provider, program.slug) == (world.provider, "shakhmaty")


def test_an_organisation_does_not_write_its_own_standing(client, world):
    Provider.objects.filter(pk=world.provider.pk).update(status=Provider.Status.SUSPENDED)
    data = {"phone": "+7 (000) 000-00-09", "status": "active", "inn": "1", "short_name": "Иное"}

    press(client, world, "manager", "providers:edit_card", None, data)

    kept = Provider.objects.get(pk=world.provider.pk)
    assert (kept.status, kept.inn) == (Provider.Status.SUSPENDED, world.provider.inn)
    assert kept.short_name == world.provider.short_name


def test_a_person_gives_themselves_no_rights(client, world):
    parent = world.people["parent"]
    data = {"last_name": "Иная", "first_name": "Анна", "phone": "8 900 123-45-67"}
    beyond = {"email": "x@example.org", "is_staff": "on", "is_superuser": "on", "role": "moc"}

    press(client, world, "parent", "users:change_details", None, data | beyond)

    email, roles = parent.email, parent.role_assignments.count()
    parent.refresh_from_db()
    assert (parent.last_name, parent.email, parent.is_superuser) == ("Иная", email, False)
    assert parent.role_assignments.count() == roles
