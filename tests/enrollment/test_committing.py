"""What contracts have taken of a paying agreement, and the maximum beside it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from enrollment import enrolling
from enrollment.committing import committed
from reference import clock
from reference.money import parse
from tests.factories.providers import AgreementFactory

TAKEN = parse("7200.00")


@pytest.fixture
def contract(funded_certificate, group, parent):
    on = date(2026, 9, 1)
    return enrolling.apply(funded_certificate, group, starts_on=on, by=parent, on=on)


@pytest.fixture
def desk(client: Client, payer, monkeypatch, on) -> Client:
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)
    client.force_login(payer)
    return client


def test_a_place_asked_for_is_a_commitment_and_a_withdrawn_one_is_none(contract, agreement, parent):
    assert committed(agreement) == TAKEN

    enrolling.withdraw(contract, by=parent, on=date(2026, 9, 1))

    assert committed(agreement) == 0


def test_the_payer_changes_the_maximum_down_to_what_is_taken(desk, contract, agreement):
    page = reverse("enrollment:maximum", args=(agreement.pk,))

    assert "не может быть меньше" in desk.post(page, {"maximum": "7 199,99"}).content.decode()
    desk.post(page, {"maximum": "7 200,00"})

    agreement.refresh_from_db()
    assert agreement.maximum == TAKEN


def test_the_agreement_of_another_payer_does_not_exist(desk):
    foreign = AgreementFactory()

    assert desk.get(reverse("enrollment:maximum", args=(foreign.pk,))).status_code == 404
