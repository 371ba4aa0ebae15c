"""Pages ask the database as often for many things as for few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.models import Opinion
from reference import clock
from tests.factories.certificates import (
    CertificateFactory,
    ChildFactory,
    ConsentFactory,
    GuardianshipFactory,
)
from tests.factories.enrollment import (
    AnswerFactory,
    BudgetPlaceFactory,
    ContractFactory,
    DisputeFactory,
    LessonFactory,
    MarkFactory,
    OpinionFactory,
)
from tests.factories.programs import FavouriteFactory, GroupFactory
from users.models import User

START = date(2026, 9, 1)
TODAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: TODAY)


@pytest.fixture
def grows_by(client) -> Callable[..., int]:
    """How many questions more a page asks for four things than for two."""

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            assert client.get(address).status_code == 200
        return len(questions)

    def grown(user: User, address: str, more: Callable[[], object]) -> int:
        client.force_login(user)
        more(), more()
        asked(address)  # what is kept in the cache is kept from here on
        few = asked(address)
        more(), more()
        return asked(address) - few

    return grown


@pytest.fixture
def studied(plan, group) -> Callable[[], object]:
    """One more contract of the group, of another child."""

    def add():
        certificate = CertificateFactory(municipality=plan.municipality)
        return ContractFactory(
            plan=plan, certificate=certificate, group=group, status="active", signed_on=START
        )

    return add


def test_disputes_of_a_municipality(grows_by, moc, studied):
    def more():
        contract = studied()
        DisputeFactory(certificate=contract.certificate, contract=contract)

    assert grows_by(moc, reverse("enrollment:disputes"), more) == 0


@pytest.mark.parametrize("shelf", ["waiting", "published"])
def test_opinions_to_check(grows_by, moc, studied, shelf):
    def more():
        OpinionFactory(contract=studied(), status=Opinion.Status(shelf))

    assert grows_by(moc, reverse("enrollment:opinions_to_check") + f"?list={shelf}", more) == 0


def test_answers_to_check(grows_by, moc, studied):
    def more():
        AnswerFactory(opinion=OpinionFactory(contract=studied()))

    assert grows_by(moc, reverse("enrollment:opinions_to_check") + "?list=answers", more) == 0


def test_opinions_about_an_organisation(grows_by, provider_manager, studied):
    def more():
        AnswerFactory(opinion=OpinionFactory(contract=studied()))

    assert grows_by(provider_manager, reverse("enrollment:own_opinions"), more) == 0


def test_opinions_of_a_program(grows_by, parent, group, studied):
    def more():
        AnswerFactory(opinion=OpinionFactory(contract=studied()), status="published")

    address = reverse("enrollment:opinions_of_program", args=(group.program.slug,))

    assert grows_by(parent, address, more) == 0


def test_favourites(grows_by, parent, certificate):
    def more():
        FavouriteFactory(user=parent, program=GroupFactory().program)

    assert grows_by(parent, reverse("programs:favourites"), more) == 0


def test_consents_of_a_child(grows_by, parent, certificate):
    def more():
        ConsentFactory(child=certificate.child, given_by=parent)

    assert grows_by(parent, reverse("certificates:consents"), more) == 0


def test_the_path_of_a_child(grows_by, parent, certificate):
    def more():
        BudgetPlaceFactory(certificate=certificate, status="active", starts_on=START)

    address = reverse("enrollment:path", args=(certificate.child_id,))

    assert grows_by(parent, address, more) == 0


def test_who_looks_after_a_child(grows_by, parent, certificate):
    def more():
        GuardianshipFactory(child=certificate.child)

    assert grows_by(parent, reverse("certificates:child", args=(certificate.child_id,)), more) == 0


def test_attendance(grows_by, parent, certificate, group):
    place = BudgetPlaceFactory(
        certificate=certificate, group=group, status="active", starts_on=START
    )
    days = iter(range(7, 30))

    def more():
        lesson = LessonFactory(group=group, day=date(2026, 9, next(days)))
        MarkFactory(lesson=lesson, certificate=certificate)

    address = reverse("enrollment:place_attendance", args=(place.pk,))

    assert grows_by(parent, address, more) == 0


@pytest.mark.parametrize(
    "address", ["enrollment:family_home", "certificates:family", "enrollment:our_contracts"]
)
def test_the_children_of_a_family(grows_by, parent, plan, group, address):
    def more():
        child = ChildFactory(guardian=parent, municipality=plan.municipality)
        certificate = CertificateFactory(child=child, municipality=plan.municipality)
        ConsentFactory(child=child, given_by=parent)
        ContractFactory(
            plan=plan, certificate=certificate, group=group, status="active", signed_on=START
        )

    assert grows_by(parent, reverse(address), more) == 0
