"""Pages of the desk that takes a certificate over from another municipality."""

from uuid import uuid4

import pytest
from django.urls import reverse

from certificates import moving
from certificates.models import Application
from reference import clock
from tests.factories.reference import MunicipalityFactory, PlanFactory, TermsFactory
from tests.factories.users import UserFactory
from users.models import Role


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def category(municipality):
    """What a child gets in the neighbouring municipality of the region."""
    there = MunicipalityFactory(region=municipality.region)
    return TermsFactory(plan=PlanFactory(municipality=there)).category


@pytest.fixture
def desk(category):
    return UserFactory(role=Role.CLERK, municipality=category.municipality)


def get(client, name, *args):
    return client.get(reverse(f"enrollment:{name}", args=args))


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"enrollment:{name}", args=args), data)


def words(response):
    return response.content.decode().replace("\u00a0", " ")


def test_the_desk_finds_it_by_its_number_and_takes_it_over(
    client, desk, funded_certificate, category
):
    client.force_login(desk)

    found = press(client, "find_certificate", words=funded_certificate.number)
    page = words(get(client, "take_over"))
    press(client, "take_over", category=category.pk, documents_seen="on")

    assert funded_certificate.number not in found["Location"]
    assert funded_certificate.child.full_name in page
    taken = funded_certificate.child.certificates.living().get()
    assert (taken.previous, taken.municipality) == (funded_certificate, category.municipality)


def test_what_nobody_has_is_said_beside_the_field(client, desk, funded_certificate):
    client.force_login(desk)

    answer = press(client, "find_certificate", words="0000000000")

    assert "нет такого сертификата" in words(answer)


def test_a_certificate_nobody_looked_for_is_looked_for_first(client, desk, funded_certificate):
    client.force_login(desk)

    assert get(client, "take_over")["Location"] == reverse("enrollment:find_certificate")


def test_the_documents_must_have_been_seen(client, desk, funded_certificate, category):
    client.force_login(desk)
    press(client, "find_certificate", words=funded_certificate.number)

    answer = press(client, "take_over", category=category.pk)

    assert "Отметьте" in words(answer)
    funded_certificate.refresh_from_db()
    assert funded_certificate.is_active


def test_a_family_asks_and_the_desk_takes_over(client, desk, parent, funded_certificate, category):
    client.force_login(parent)
    child = funded_certificate.child
    client.post(
        reverse("certificates:move", args=(child.pk,)),
        {"command": str(uuid4()), "municipality": category.municipality.pk},
    )
    application = Application.objects.get(child=child)
    client.force_login(desk)

    page = words(client.get(reverse("certificates:application", args=(application.pk,))))
    press(
        client,
        "take_over_by_application",
        application.pk,
        category=category.pk,
        documents_seen="on",
    )

    assert reverse("enrollment:take_over_by_application", args=(application.pk,)) in page
    application.refresh_from_db()
    assert application.status == Application.Status.CONFIRMED


def test_a_family_does_not_ask_twice(client, parent, funded_certificate, category, on):
    moving.ask(funded_certificate.child, category.municipality, by=parent, on=on)
    client.force_login(parent)

    answer = client.post(
        reverse("certificates:move", args=(funded_certificate.child_id,)),
        {"command": str(uuid4()), "municipality": category.municipality.pk},
    )

    assert "уже на рассмотрении" in words(answer)


def test_a_stranger_does_not_move_the_child(client, stranger, funded_certificate):
    client.force_login(stranger)

    answer = client.get(reverse("certificates:move", args=(funded_certificate.child_id,)))

    assert answer.status_code == 404


def test_the_old_desk_does_not_see_the_request(
    client, clerk, parent, funded_certificate, category, on
):
    application = moving.ask(funded_certificate.child, category.municipality, by=parent, on=on)
    client.force_login(clerk)

    assert get(client, "take_over_by_application", application.pk).status_code == 404
