"""Where the pages of a family name three places instead of one (issue 4)."""

from datetime import date

import pytest
from django.urls import reverse

from enrollment import enrolling, reasons, waiting
from enrollment.models import Contract
from reference import clock
from tests.factories.programs import GroupFactory

ON = date(2026, 9, 5)
TITLE = "Куда можно пойти сейчас"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: ON)


@pytest.fixture
def sibling(group):
    return GroupFactory(module=group.module)


def page(client, name, *args):
    return client.get(reverse(f"enrollment:{name}", args=args)).content.decode()


def refused(certificate, group, parent) -> Contract:
    contract = enrolling.apply(certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON)
    return enrolling.refuse(contract, Contract.Refusal.NO_PLACES, by=parent, on=ON)


def test_a_refused_application_shows_what_to_do_and_where_to_go(
    client, parent, funded_certificate, group, sibling
):
    contract = refused(funded_certificate, group, parent)
    client.force_login(parent)

    shown = page(client, "contract", contract.pk)

    assert "Выберите другую группу или встаньте в лист ожидания" in shown
    assert "Не согласны с отказом?" in shown
    assert TITLE in shown
    assert reverse("enrollment:apply", args=(sibling.pk,)) in shown
    assert "другая группа той же программы" in shown


def test_the_organisation_is_not_shown_them(
    client, parent, provider_manager, funded_certificate, group, sibling
):
    contract = refused(funded_certificate, group, parent)
    client.force_login(provider_manager)

    assert TITLE not in page(client, "contract", contract.pk)


def test_a_full_group_shows_the_waiting_list_and_the_others(
    client, parent, funded_certificate, full_group, sibling
):
    client.force_login(parent)

    shown = page(client, "apply", full_group.pk)

    assert "Встать в лист ожидания" in shown
    assert TITLE in shown
    assert reverse("enrollment:apply", args=(sibling.pk,)) in shown


def test_the_page_of_a_place_in_line_shows_them_too(
    client, parent, funded_certificate, full_group, sibling
):
    place = waiting.join(funded_certificate, full_group, by=parent, on=ON)
    client.force_login(parent)

    shown = page(client, "waiting", place.pk)

    assert "Номер 1 в листе ожидания" in shown
    assert reverse("enrollment:apply", args=(sibling.pk,)) in shown


def test_a_group_that_can_be_joined_shows_no_others(
    client, parent, funded_certificate, group, sibling
):
    client.force_login(parent)

    assert TITLE not in page(client, "apply", group.pk)


def test_every_reason_has_a_word_of_what_to_do():
    assert set(reasons.ADVICE) == set(Contract.Refusal)


def test_an_organisation_chooses_from_all_but_what_others_decide():
    offered = {value for _title, group in reasons.choices() for value, _label in group}

    assert set(Contract.Refusal.values) - offered == {"overdue", "suspended", "provider_stopped"}
