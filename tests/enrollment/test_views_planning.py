"""Pages of the payer who plans."""

import html
import re

import pytest
from django.urls import reverse

from reference.models import FundingPlan
from tests.factories.reference import PlanFactory, TermsFactory

KNOWN = {"population": "2311", "covered": "25", "hours": "72", "volume": "1 000 000,00"}
SHARES = {"hour_technical": "92,35", "share_technical": "100"}


def words(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return " ".join(text.split()).replace("\xa0", " ")


@pytest.fixture
def draft(municipality, category_terms):
    plan = PlanFactory(
        municipality=municipality,
        status=FundingPlan.Status.DRAFT,
        starts_on=category_terms.plan.ends_on.replace(month=9, day=1),
        ends_on=category_terms.plan.ends_on.replace(year=category_terms.plan.ends_on.year + 1),
    )
    TermsFactory(plan=plan, category=category_terms.category)
    return plan


@pytest.fixture
def asked(category_terms):
    others = ("natural", "sport", "arts", "tourism", "social")
    return {**KNOWN, **SHARES, **{f"share_{code}": "0" for code in others}}


def test_the_calculator_answers_in_the_address(client, payer, asked):
    client.force_login(payer)

    page = words(client.get(reverse("enrollment:calculator"), asked))

    assert "6 649,00 ₽ номинал" in page
    assert "150 сертификатов" in page


def test_the_proposal_is_saved_as_a_draft(client, payer, asked, municipality):
    client.force_login(payer)
    draft = {"category": "дети с ОВЗ", "starts_on": "01.09.2031", "ends_on": "31.08.2032"}

    answer = client.post(reverse("enrollment:calculator"), {**asked, **draft})

    plan = municipality.funding_plans.get(status=FundingPlan.Status.DRAFT)
    assert answer.url == reverse("certificates:plan", args=[plan.pk])
    assert plan.category_terms.filter(category__name="дети с ОВЗ", number_limit=150).exists()


def test_shares_that_do_not_make_a_hundred_are_told(client, payer, asked):
    client.force_login(payer)

    page = words(client.get(reverse("enrollment:calculator"), {**asked, "share_technical": "90"}))

    assert "в сумме должны составлять 100 %" in page


def test_a_chosen_direction_needs_its_norm(client, payer, asked):
    client.force_login(payer)

    page = words(client.get(reverse("enrollment:calculator"), {**asked, "hour_technical": ""}))

    assert "укажите норматив часа" in page


def test_a_days_slip_in_the_draft_loses_nothing(client, payer, asked):
    client.force_login(payer)
    draft = {"category": "дети с ОВЗ", "starts_on": "01.09.2031", "ends_on": "31.13.2032"}

    answer = client.post(reverse("enrollment:calculator"), {**asked, **draft})

    assert "Такого дня нет" in words(answer)
    assert "дети с ОВЗ" in html.unescape(answer.content.decode())


def test_a_support_centre_plans_nothing(client, moc):
    client.force_login(moc)

    assert client.get(reverse("enrollment:calculator")).status_code == 404


def test_a_draft_is_played_against_the_last_plan(client, payer, draft):
    client.force_login(payer)

    page = words(client.get(reverse("enrollment:rehearsal", args=[draft.pk])))

    assert "Детей обучалось по сертификатам" in page


def test_the_forecast_shows_every_month_of_the_plan(client, payer, plan, category_terms):
    client.force_login(payer)

    page = words(client.get(reverse("enrollment:forecast", args=[plan.pk])))

    assert "сентябрь" in page
    assert "вернётся в бюджет" in page


@pytest.mark.parametrize("name", ["rehearsal", "forecast"])
def test_a_stranger_finds_no_plan(client, foreign_moc, draft, plan, name):
    client.force_login(foreign_moc)
    shown = draft if name == "rehearsal" else plan

    assert client.get(reverse(f"enrollment:{name}", args=[shown.pk])).status_code == 404
