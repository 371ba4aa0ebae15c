"""One child's year, from the registration of a parent to the closing of the period."""

from __future__ import annotations

import re
from datetime import date

import pytest

from enrollment import checking
from tests.factories.programs import NormFactory
from tests.factories.providers import VenueFactory
from tests.factories.reference import PlanFactory, TermsFactory, direction
from tests.journeys import centre, family, organisation

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def district(plan, category_terms, agreement):
    """Two approved plans, a norm of 100.00 an hour, an organisation with a place to teach in."""
    NormFactory(plan=plan, direction=direction("arts"))
    VenueFactory(provider=agreement.provider)
    coming = PlanFactory(
        municipality=plan.municipality, starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31)
    )
    TermsFactory(plan=coming, category=category_terms.category)


def test_a_childs_year(arrives, district, moc, provider_manager):
    parent, desk = arrives(on_phone=True), arrives(moc)
    provider = arrives(provider_manager)

    gets_a_certificate_with_money(parent, desk)
    brings_a_program_into_the_catalogue(provider, desk)
    family.finds_the_program(arrives())
    joins_the_group(parent, provider)
    lives_until_the_new_year(parent)
    reports_to_the_region(desk)
    leaves_in_march(parent)
    closes_the_period(parent, desk)

    assert checking.differences() == []


def gets_a_certificate_with_money(parent, desk):
    family.registers(parent)
    family.confirms_the_email(parent)
    family.adds_a_child(parent)
    family.cannot_add_the_child_again(parent)
    family.applies_for_a_certificate(parent)

    assert re.fullmatch(r"\d{10}", centre.confirms_the_documents(desk))

    family.asks_for_funding(parent)


def brings_a_program_into_the_catalogue(provider, desk):
    organisation.writes_a_program(provider)
    organisation.adds_a_module(provider)
    organisation.adds_a_group(provider)
    organisation.hands_the_program_in(provider)

    centre.returns_the_program(desk)
    organisation.mends_the_program(provider, centre.REMARK)
    organisation.hands_the_program_in(provider)

    centre.publishes_the_program(desk)
    centre.certifies_the_program(desk)
    organisation.opens_the_enrollment(provider)


def joins_the_group(parent, provider):
    """From 6 September to 31 May: 268 of the 273 days of the group are paid."""
    months = family.learns_the_price(parent)
    assert months[0] == ["сентябрь 2026", "659,42 ₽", "164,87 ₽"]
    assert months[1:-1] == [[name, "801,09 ₽", "200,27 ₽"] for name in LATER_MONTHS]
    assert months[-1] == ["Итого", "7 068,14 ₽", "1 767,03 ₽"]

    family.applies_for_the_place(parent)
    organisation.accepts_the_application(provider)
    family.signs_the_contract(parent)

    assert family.reads_the_statement(parent) == [
        ["зачислен номинал", "+9 600,00 ₽", "9 600,00 ₽"],
        ["резерв по договору", "−7 068,14 ₽", "2 531,86 ₽"],
        ["списание за месяц, сентябрь 2026", "659,42 ₽", "2 531,86 ₽"],
    ]


LATER_MONTHS = (
    "октябрь 2026",
    "ноябрь 2026",
    "декабрь 2026",
    "январь 2027",
    "февраль 2027",
    "март 2027",
    "апрель 2027",
    "май 2027",
)


def lives_until_the_new_year(parent):
    for day in ("01.10.2026", "01.11.2026", "01.12.2026", "01.01.2027"):
        parent.waits_until_the_1st(day)


def reports_to_the_region(desk):
    """The last quarter: one child of forty, four months of the certificate debited."""
    centre.enters_the_population(desk)
    words = centre.orders_the_report(desk)
    for figure in (
        "за IV квартал 2026 года",
        "Обучается детей (уникальных) 1",
        "1 ÷ 40 × 100 % = 2,5 %",
        "Художественная 1 1 12 1 11 1 1",
        "Сертификаты ПФ 1 100,0 1 0 0",
        "Списано, руб. 3 062,69",
    ):
        assert figure in words
    centre.opens_the_list_behind_a_number(desk)


def leaves_in_march(parent):
    for day in ("01.02.2027", "01.03.2027"):
        parent.waits_until_the_1st(day)
    family.leaves_the_program(parent)

    last, before = reversed(family.reads_the_statement(parent)[-2:])
    assert before == ["списание за месяц, март 2027", "801,09 ₽", "2 531,86 ₽"]
    assert last == ["резерв возвращён", "+1 602,18 ₽", "4 134,04 ₽"]


def closes_the_period(parent, desk):
    """What was not spent returns to the budget, and the child has a new nominal."""
    parent.waits_until_the_period_ends()

    protocol = centre.reads_the_closing_protocol(desk)
    spent, unspent = "5 465,96 ₽", "4 134,04 ₽"
    assert protocol[0][-3:] == [spent, unspent, unspent]
    assert protocol[-1][-3:] == [spent, unspent, "994 534,04 ₽"]
    assert "994 534,04" in desk.opens_the_document("Открыть протокол (PDF)")

    assert family.reads_the_statement(parent) == [
        ["зачислен номинал", "+9 600,00 ₽", "9 600,00 ₽"],
    ]
    assert family.reads_the_closed_statement(parent)[-1] == [
        "возврат в бюджет муниципалитета",
        "−4 134,04 ₽",
        "0,00 ₽",
    ]
