"""The card of a program as a parent sees it for a child: the price after the certificate."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate, Child
from enrollment.models import Contract
from programs.models import Group, Module, Program
from reference import clock
from tests.factories.certificates import CertificateFactory, ChildFactory
from tests.factories.enrollment import ContractFactory, WaitingPlaceFactory
from tests.factories.programs import GroupFactory
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, 5))


def card(client: Client, group: Group, query: str = "") -> str:
    response = client.get(group.program.get_absolute_url() + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def way_in(group: Group, certificate: Certificate | None = None) -> str:
    address = reverse("enrollment:apply", args=(group.pk,))
    return f'href="{address}?certificate={certificate.pk}"' if certificate else f'href="{address}"'


def test_a_parent_reads_what_is_left_to_pay_for_this_child(
    client: Client, parent: User, funded_certificate: Certificate, group: Group
):
    Module.objects.update(price=10_800_00, parents_pay_extra=True)
    client.force_login(parent)

    html = card(client, group)

    # 268 of the 273 days are left: of 10 800 rubles 10 602.20, of the norm of 7 200 7 068.14
    assert f"{funded_certificate.child.first_name}: ваша доплата 3 534,06 ₽" in html
    assert "сертификат оплатит 7 068,14 ₽" in html
    assert "всего за 06.09.2026 – 31.05.2027" in html
    assert html.count(way_in(group, funded_certificate)) == 2


def test_the_child_of_the_address_is_the_one_shown(
    client: Client, parent: User, funded_certificate: Certificate, group: Group
):
    brother = ChildFactory(guardian=parent, first_name="Мирон", birth_date=date(2017, 1, 1))
    client.force_login(parent)

    html = card(client, group, f"?child={brother.pk}")

    assert "Мирон: сертификата пока нет" in html
    assert f'href="?child={funded_certificate.child.pk}"' in html
    assert reverse("certificates:family") in html


def test_the_likely_child_is_of_the_age_and_has_money(
    client: Client, parent: User, funded_certificate: Certificate, group: Group
):
    ChildFactory(guardian=parent, first_name="Мирон", birth_date=date(2010, 1, 1))
    client.force_login(parent)

    assert f"{funded_certificate.child.first_name}: ваша доплата" in card(client, group)


def test_the_child_who_can_apply_comes_before_one_who_cannot(
    client: Client, parent: User, funded_certificate: Certificate, group: Group
):
    ContractFactory(certificate=funded_certificate, group=group)
    sister = ChildFactory(guardian=parent, first_name="Злата", birth_date=date(2017, 1, 1))
    CertificateFactory(child=sister, municipality=funded_certificate.municipality)
    Program.objects.update(register=Program.Register.SIGNIFICANT, certified_on=None)
    client.force_login(parent)

    html = card(client, group)

    assert '<strong aria-current="true">Злата</strong>' in html
    assert "записаться пока нельзя" not in html
    assert "записаться пока нельзя" in card(client, group, f"?child={funded_certificate.child.pk}")


def test_who_can_only_wait_reads_the_price_and_waits(
    client: Client, parent: User, funded_certificate: Certificate, full_group: Group
):
    client.force_login(parent)

    html = card(client, full_group)

    assert f"{funded_certificate.child.first_name}: ваша доплата" in html
    assert html.count(way_in(full_group, funded_certificate)) == 2
    assert "записаться пока нельзя" not in html


def test_the_announcement_is_said_once(client: Client, group: Group):
    Program.objects.update(
        annotation="Лепим и рисуем.", description="Лепим и рисуем.\n\nПо субботам."
    )

    html = card(client, group)

    assert html.partition("</h1>")[2].count("Лепим и рисуем.") == 1
    assert "По субботам." in html


@pytest.mark.parametrize("asked", ["", "0", "-1", "²", "9" * 30, "а\x00б", "<b>", "1&child=2"])
def test_strangers_children_and_nonsense_are_ignored(
    client: Client, parent: User, funded_certificate: Certificate, group: Group, asked: str
):
    client.force_login(parent)
    of_another = ChildFactory(first_name="Лукерья")

    assert "Лукерья" not in card(client, group, f"?child={of_another.pk}")
    assert f"{funded_certificate.child.first_name}: ваша" in card(client, group, f"?child={asked}")


def test_an_accounting_certificate_is_told_to_ask_for_funding(
    client: Client, parent: User, certificate: Certificate, group: Group
):
    client.force_login(parent)

    html = card(client, group)

    assert "записаться пока нельзя" in html
    assert reverse("certificates:request_funding", args=(certificate.pk,)) in html


def test_the_group_with_nothing_in_the_way_is_offered(
    client: Client, parent: User, funded_certificate: Certificate, group: Group
):
    Group.objects.filter(pk=group.pk).update(starts_on=date(2026, 8, 1), capacity=1, seats_taken=1)
    second = GroupFactory(module=group.module, starts_on=date(2026, 10, 1))
    client.force_login(parent)

    html = card(client, second)

    assert html.count(way_in(second, funded_certificate)) == 2
    assert html.count(way_in(group, funded_certificate)) == 1


def test_a_program_of_the_budget_costs_nothing(
    client: Client, parent: User, certificate: Certificate, group: Group
):
    Program.objects.update(register=Program.Register.SIGNIFICANT, certified_on=None)
    client.force_login(parent)

    html = card(client, group)

    assert "бесплатно" in html
    assert html.count(way_in(group, certificate)) == 2


def test_a_guest_reads_the_price_and_which_certificate_is_needed(client: Client, group: Group):
    html = card(client, group)

    assert "нужен сертификат ПФ: он оплачивает эту программу" in html
    assert "С сертификатом вы доплачиваете только то, что выше нормативной стоимости" in html
    assert way_in(group) in html


def test_the_organisations_people_see_no_children(
    client: Client, provider_manager: User, child: Child, group: Group
):
    client.force_login(provider_manager)

    assert child.first_name not in card(client, group)


def test_a_full_group_tells_when_places_come_free(client: Client, full_group: Group):
    for _number in range(2):
        ContractFactory(
            group=full_group,
            status=Contract.Status.TERMINATING,
            signed_on=date(2026, 9, 1),
            notice_on=date(2026, 9, 4),
            ended_by=Contract.Party.PARENT,
            ends_on=date(2026, 9, 30),
        )
    ContractFactory(
        group=full_group,
        status=Contract.Status.ACTIVE,
        signed_on=date(2026, 9, 1),
        ends_on=date(2026, 12, 31),
    )
    WaitingPlaceFactory(group=full_group)

    html = card(client, full_group)

    assert "01.10.2026 освободятся 2 места" in html
    assert "01.01.2027" not in html
    assert "ждёт 1 ребёнок" in html


def test_the_card_costs_a_parent_a_bounded_number_of_queries(
    client: Client,
    parent: User,
    funded_certificate: Certificate,
    group: Group,
    django_assert_max_num_queries,
):
    for _number in range(12):
        GroupFactory(module=group.module)
    client.force_login(parent)

    with django_assert_max_num_queries(56):
        card(client, group)
