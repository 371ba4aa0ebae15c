"""Pages on which the municipality changes one certificate, or returns the unused ones."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from certificates.models import Certificate
from enrollment import monthly
from enrollment.models import MonthTurn
from reference import clock
from reference.days import Month
from tests.factories.reference import CategoryFactory, TermsFactory

LATER = datetime(2026, 11, 20, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def gifted(category_terms):
    category = CategoryFactory(municipality=category_terms.plan.municipality, name="Одарённые дети")
    return TermsFactory(plan=category_terms.plan, category=category, nominal=12_000_00).category


@pytest.fixture
def unused_certificate(funded_certificate, on, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    Certificate.objects.update(type_changed_at=datetime(2026, 10, 1, 7, tzinfo=UTC))
    monthly.turn(funded_certificate.municipality, Month.of(on))
    return funded_certificate


def get(client, name, *args):
    return client.get(reverse(f"enrollment:{name}", args=args))


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"enrollment:{name}", args=args), data)


def words(response):
    return response.content.decode().replace("\u00a0", " ")


# --- another category


def test_the_category_is_changed_with_the_difference(client, moc, funded_certificate, gifted):
    client.force_login(moc)

    assert "12 000,00" in words(get(client, "change_category", funded_certificate.pk))
    press(client, "change_category", funded_certificate.pk, category=gifted.pk)

    assert funded_certificate.accounts.get().nominal == 12_000_00


def test_without_a_vacancy_the_page_says_so(client, moc, funded_certificate, gifted):
    gifted.terms.update(number_limit=0)
    client.force_login(moc)

    answer = press(client, "change_category", funded_certificate.pk, category=gifted.pk)

    assert "нет свободных мест" in words(answer)


def test_a_foreign_centre_does_not_find_it(client, foreign_moc, funded_certificate):
    client.force_login(foreign_moc)

    assert get(client, "change_category", funded_certificate.pk).status_code == 404


# --- a nominal of its own


def test_the_payer_lowers_the_nominal_of_one(client, payer, funded_certificate):
    client.force_login(payer)

    press(client, "own_nominal", funded_certificate.pk, nominal="4 000,00")

    assert funded_certificate.accounts.get().nominal == 4_000_00


def test_a_higher_nominal_is_refused_beside_the_field(client, payer, funded_certificate):
    client.force_login(payer)

    answer = press(client, "own_nominal", funded_certificate.pk, nominal="9 600,01")

    assert "можно только уменьшить" in words(answer)


def test_the_support_centre_does_not_lower_nominals(client, moc, funded_certificate):
    client.force_login(moc)

    assert get(client, "own_nominal", funded_certificate.pk).status_code == 404


# --- unused certificates


def test_the_payer_sees_the_list_ticks_and_presses(client, payer, unused_certificate):
    client.force_login(payer)

    page = words(get(client, "unused"))
    press(client, "unused", is_meant="on")

    assert unused_certificate.number in page
    assert "9 600,00" in page
    unused_certificate.refresh_from_db()
    assert not unused_certificate.is_funded


def test_without_the_tick_nothing_returns(client, payer, unused_certificate):
    client.force_login(payer)

    answer = press(client, "unused")

    unused_certificate.refresh_from_db()
    assert unused_certificate.is_funded
    assert "Отметьте" in words(answer)


def test_many_are_returned_in_the_background(client, payer, unused_certificate, monkeypatch):
    monkeypatch.setattr("enrollment.views.certificates.FEW", 0)
    client.force_login(payer)

    press(client, "unused", is_meant="on")

    unused_certificate.refresh_from_db()
    assert not unused_certificate.is_funded  # tasks are done at once in tests


def test_the_support_centre_does_not_return_them(client, moc):
    client.force_login(moc)

    assert get(client, "unused").status_code == 404


# --- limits of directions


def test_the_payer_limits_directions_by_an_act(client, payer, plan):
    client.force_login(payer)

    assert get(client, "directions", plan.pk).status_code == 200
    press(client, "directions", plan.pk, technical="5", sport="0", act="Приказ № 7")

    limits = dict(plan.direction_limits.values_list("direction", "number"))
    assert limits == {"technical": 5, "sport": 0}
    assert plan.versions.first().act == "Приказ № 7"


def test_nonsense_stays_beside_its_field(client, payer, plan):
    client.force_login(payer)

    answer = press(client, "directions", plan.pk, technical="много")

    assert "Введите целое число" in words(answer)
    assert not plan.direction_limits.exists()


def test_a_foreign_plan_is_not_found(client, foreign_moc, plan):
    client.force_login(foreign_moc)

    assert get(client, "directions", plan.pk).status_code == 404


def test_nothing_returns_while_a_month_waits_for_its_work(client, payer, unused_certificate):
    """A certificate that waits for the nominal of the new period is not unused."""
    MonthTurn.objects.all().delete()
    client.force_login(payer)

    press(client, "unused", is_meant="on")

    unused_certificate.refresh_from_db()
    assert unused_certificate.is_funded
    assert "работа 1-го числа" in words(get(client, "unused")).lower()
