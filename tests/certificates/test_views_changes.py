"""Pages on which an open plan changes: its volume, the end of contracting, its versions."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from certificates import planning
from reference import clock


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2027, 7, 10))


def press(client, name, plan, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"certificates:{name}", args=(plan.pk,)), data)


def words(response):
    return response.content.decode().replace("\u00a0", " ")


def test_the_payer_changes_the_volume_by_an_act_and_sees_the_version(client, payer, category_terms):
    plan = category_terms.plan
    client.force_login(payer)

    press(client, "set_volume", plan, volume="2 000 000,00", act="Приказ № 12 от 10.07.2027")

    plan.refresh_from_db()
    page = words(client.get(reverse("certificates:plan", args=(plan.pk,))))
    assert plan.volume == 2_000_000_00
    assert "Приказ № 12 от 10.07.2027" in page


def test_less_than_is_issued_is_refused(client, payer, funded_certificate, plan):
    client.force_login(payer)

    answer = press(client, "set_volume", plan, volume="1,00")

    assert "уже зачислено больше" in words(answer)


def test_the_payer_closes_applications_from_a_day(client, payer, plan):
    client.force_login(payer)

    press(client, "close_contracting", plan, since="01.08.2027", is_meant="on")

    plan.refresh_from_db()
    assert plan.setting("current_period_contracts_allowed_until") == "2027-07-31"
    assert "31.07.2027" in words(client.get(reverse("certificates:plan", args=(plan.pk,))))


def test_a_past_day_is_refused_beside_the_field(client, payer, plan):
    client.force_login(payer)

    answer = press(client, "close_contracting", plan, since="01.07.2027", is_meant="on")

    assert "Выберите день" in words(answer)


@pytest.mark.parametrize("name", ["set_volume", "close_contracting"])
def test_another_payer_does_not_find_the_plan(client, foreign_moc, plan, name):
    client.force_login(foreign_moc)

    assert client.get(reverse(f"certificates:{name}", args=(plan.pk,))).status_code == 404


def test_a_nominal_is_changed_by_an_act(client, payer, category_terms):
    client.force_login(payer)

    client.post(
        reverse("certificates:set_nominal", args=(category_terms.pk,)),
        {"command": str(uuid4()), "nominal": "10 000,00", "act": "Приказ № 13"},
    )

    assert category_terms.plan.versions.first().act == "Приказ № 13"
    assert planning.picture(category_terms.plan).issued == 0
