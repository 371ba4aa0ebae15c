"""Families are asked once what a program was like, and nobody has to answer (R5.23)."""

from datetime import date

import pytest
from django.urls import reverse

from certificates.models import Guardianship
from enrollment import asking, evaluating, jobs, suggesting, vetting
from enrollment.evaluating import Said
from enrollment.models import BudgetPlace, Contract
from programs.models import Program
from reference import clock
from tests.factories.certificates import GuardianshipFactory
from tests.factories.enrollment import BudgetPlaceFactory, ContractFactory, OpinionFactory
from tests.factories.providers import MemberFactory
from tests.factories.users import UserFactory
from users import topics
from users.models import Notification, Role

END = date(2026, 10, 31)
ON = date(2026, 11, 2)


@pytest.fixture
def contract(plan, group, certificate) -> Contract:
    """Over since the end of October."""
    return ContractFactory(
        plan=plan,
        certificate=certificate,
        group=group,
        status="closed",
        ended_by="time",
        signed_on=date(2026, 9, 1),
        ends_on=END,
    )


@pytest.fixture
def place(certificate, group) -> BudgetPlace:
    return BudgetPlaceFactory(
        certificate=certificate, group=group, status=BudgetPlace.Status.LEFT, left_on=END
    )


def ask(learning, on=ON) -> int:
    return sum(asking.ask(learning.certificate.municipality, on=on))


def letters():
    return Notification.objects.filter(kind="enrollment.opinion_asked")


@pytest.mark.parametrize("kind", ["contract", "place"])
def test_a_family_is_asked_once(request, kind, parent):
    learning = request.getfixturevalue(kind)

    assert [ask(learning), ask(learning), ask(learning, date(2026, 11, 9))] == [1, 0, 0]
    letter = letters().get()
    assert letter.recipient == parent
    assert letter.url == reverse(f"enrollment:opinion_of_{kind}", args=(learning.pk,))
    assert learning.group.program.short_name in letter.body
    assert "не обязательно" in letter.body


def test_the_letter_comes_by_mail_only_to_those_who_want_its_topic(contract):
    ask(contract)

    assert topics.topic_of(letters().get().kind) == topics.OPINIONS


@pytest.mark.parametrize("on", [END, date(2026, 11, 20)])
def test_nobody_is_asked_before_the_end_nor_long_after_it(contract, on):
    assert ask(contract, on) == 0


def test_who_goes_on_is_not_asked(contract, plan, group, certificate):
    ContractFactory(plan=plan, certificate=certificate, group=group, status="active", signed_on=ON)

    assert ask(contract) == 0


def test_who_has_written_is_not_asked(contract, parent):
    OpinionFactory(contract=contract, author=parent)

    assert ask(contract) == 0
    assert suggesting.to_family(parent, on=ON) == []


def test_a_place_nobody_was_taught_at_is_not_asked_of(place):
    BudgetPlace.objects.update(left_on=place.starts_on, starts_on=place.starts_on)

    assert ask(place, place.starts_on) == 0


def test_a_program_nobody_sees_is_not_asked_of(contract):
    Program.objects.update(status=Program.Status.ARCHIVED)

    assert ask(contract) == 0


def test_who_may_only_look_and_who_works_there_are_not_asked(contract, child, parent):
    looks = GuardianshipFactory(
        child=child, user=UserFactory(role=Role.GUARDIAN), rights=Guardianship.Rights.LIMITED
    )
    MemberFactory(user=parent, provider=contract.group.program.provider)

    assert ask(contract) == 0
    assert suggesting.to_family(looks.user, on=ON) == []
    assert suggesting.to_family(parent, on=ON) == []


def test_the_first_page_offers_to_write_for_a_month(client, contract, parent, monkeypatch):
    client.force_login(parent)

    def home(on):
        monkeypatch.setattr(clock, "today", lambda municipality=None: on)
        return client.get(reverse("enrollment:family_home")).content.decode()

    address = reverse("enrollment:opinion_of_contract", args=(contract.pk,))
    assert address in home(ON)
    assert "Если хотите" in home(ON)
    assert address not in home(date(2026, 12, 2))


def test_an_opinion_that_was_sent_back_is_shown_with_the_reason(contract, parent, moc, on):
    opinion = evaluating.give(contract, Said(50, 50, 50, 50, "Петров груб."), by=parent, on=ON)
    vetting.send_back(opinion, "не называйте имён", version=opinion.version, by=moc, on=ON)

    (need,) = suggesting.to_family(parent, on=ON)

    assert "не называйте имён" in need.what
    assert need.url == reverse("enrollment:opinion_of_contract", args=(contract.pk,))


def test_the_calendar_asks_in_the_morning():
    assert jobs.JOBS["opinions"].at == jobs.MORNING
