"""Municipal parameters: proposed by the payer, decided by the operator, told by letter (R5.11)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from programs import estimating
from programs.models import CostParameters
from providers.models import Venue
from reference.errors import RuleBroken
from reference.money import parse
from tests.factories.programs import (
    MODEL_OF_2017,
    CostParametersFactory,
    DraftFactory,
    GroupFactory,
    ModuleFactory,
    NormFactory,
)
from users.models import Notification

pytestmark = pytest.mark.django_db

URBAN, RURAL = Venue.Settlement.URBAN, Venue.Settlement.RURAL
VALUES = {name: Decimal(value) for name, value in MODEL_OF_2017.items()}


@pytest.fixture
def proposed(municipality, payer):
    return estimating.propose(municipality, URBAN, VALUES, act="Постановление № 1", by=payer)


def test_a_set_counts_once_it_is_approved(proposed, municipality, payer, operator, on):
    assert estimating.parameters_for(municipality, "urban", "sport") is None

    estimating.approve(proposed, by=operator, on=on)

    found = estimating.parameters_for(municipality, "urban", "sport")
    assert found is not None
    assert found.wage == parse("45000.00")
    assert found.equipment == parse("2500.00")
    assert estimating.parameters_for(municipality, "rural", "sport") is None
    assert Notification.objects.get(recipient=payer).kind == "programs.cost_parameters_decided"


def test_a_refusal_has_a_reason_that_the_municipality_reads(proposed, payer, operator, on):
    with pytest.raises(RuleBroken) as silence:
        estimating.refuse(proposed, " ", by=operator, on=on)
    assert silence.value.code == "reason_missing"

    estimating.refuse(proposed, "Нет подписи", by=operator, on=on)

    assert "Нет подписи" in Notification.objects.get(recipient=payer).body


def test_a_set_is_decided_on_once(proposed, operator, on):
    estimating.approve(proposed, by=operator, on=on)

    with pytest.raises(RuleBroken) as refusal:
        estimating.refuse(proposed, "Поздно", by=operator, on=on)

    assert refusal.value.code == "wrong_status"


def test_one_set_waits_at_a_time(proposed, municipality, payer):
    with pytest.raises(RuleBroken) as refusal:
        estimating.propose(municipality, URBAN, VALUES, act="Ещё", by=payer)

    assert refusal.value.code == "already_waiting"
    estimating.propose(municipality, RURAL, VALUES, act="Сёла", by=payer)


@pytest.mark.parametrize(
    "change", [{"wage": None}, {"rates": Decimal(0)}, {"services": Decimal(-1)}]
)
def test_a_set_that_cannot_be_worked_with_is_refused(municipality, payer, change):
    with pytest.raises(RuleBroken) as refusal:
        estimating.propose(municipality, URBAN, VALUES | change, act="Акт", by=payer)

    assert refusal.value.code == "parameters_incomplete"


def typed() -> dict[str, str]:
    return {name: value.replace(".", ",") for name, value in MODEL_OF_2017.items()}


def test_the_payer_proposes_and_the_operator_approves_on_pages(
    client, payer, operator, municipality
):
    client.force_login(payer)
    client.post(
        reverse("programs:propose_parameters", args=["urban"]), {**typed(), "act": "Акт № 5"}
    )
    proposed = CostParameters.objects.get()
    assert Decimal(proposed.values["payroll_charges"]) == Decimal("1.302")
    assert Decimal(proposed.values["wage"]) == 45_000

    client.force_login(operator)
    shown = client.get(reverse("programs:decide_parameters", args=[proposed.pk]))
    assert "1,302" in shown.content.decode()
    client.post(reverse("programs:approve_parameters", args=[proposed.pk]))

    client.force_login(payer)
    page = client.get(reverse("programs:cost_parameters")).content.decode()
    assert "Акт № 5" in page


def test_the_operator_refuses_on_the_page(client, proposed, operator):
    client.force_login(operator)

    client.post(reverse("programs:decide_parameters", args=[proposed.pk]), {"reason": "Нет акта"})

    proposed.refresh_from_db()
    assert (proposed.status, proposed.reason) == ("refused", "Нет акта")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rates": "много"}, "Напишите число"),
        ({"wage": ""}, "Введите значение"),
        ({"rates": "0"}, "делитель"),
        ({"act": ""}, "Укажите акт"),
    ],
)
def test_wrong_values_are_refused_in_words(client, payer, change, sentence):
    client.force_login(payer)

    response = client.post(
        reverse("programs:propose_parameters", args=["urban"]), {**typed(), "act": "Акт"} | change
    )

    assert sentence in response.content.decode()
    assert not CostParameters.objects.exists()


def test_other_settlements_there_are_none(client, payer):
    client.force_login(payer)

    response = client.get(reverse("programs:propose_parameters", args=["lunar"]))

    assert response.status_code == 404


def test_a_cost_is_entered_by_hand_on_the_page(client, plan, program, operator):
    plan.settings = {"normative_mode": "manual"}
    plan.save()
    module = ModuleFactory(program=program, price=None, normative_cost=None, is_open=False)
    client.force_login(operator)
    url = reverse("programs:set_normative_cost", args=[module.pk])

    client.post(url, {"cost": "7 200,00"})

    module.refresh_from_db()
    assert module.normative_cost == 720_000
    certify = client.get(reverse("programs:certify", args=[program.pk])).content.decode()
    assert url in certify


def test_the_module_page_recommends_a_price(
    client, plan, category_terms, provider_manager, program
):
    NormFactory(plan=plan, direction=program.direction, hour=20_000)
    module = ModuleFactory(program=program, hours=72, price=None, is_open=False)
    GroupFactory(module=module)
    client.force_login(provider_manager)
    url = reverse("programs:set_price", args=[module.pk])

    refused = client.post(url, {"price": "9600,01"})

    text = refused.content.decode().replace("\u00a0", " ")
    assert "Рекомендуемая цена — не больше 9 600,00 ₽" in text
    assert "above_recommended" in refused.context["form"].errors
    client.post(url, {"price": "9600,01", "above_recommended": "on"})
    module.refresh_from_db()
    assert module.price == 960_001


def test_the_model_asks_for_hours_alone_with_the_teacher(
    client, plan, provider_manager, draft_of_model
):
    client.force_login(provider_manager)
    url = reverse("programs:add_module", args=[draft_of_model.pk])
    fields = {
        "name": "Первый год",
        "months": "9",
        "hours": "72",
        "individual_hours": "6",
        "second_teacher_hours": "0",
        "min_children": "10",
        "max_children": "14",
        "price": "",
    }

    too_many = client.post(url, fields | {"individual_hours": "73"})
    assert too_many.status_code == 200
    client.post(url, fields)

    assert draft_of_model.modules.get().normative_cost == 1_378_800


@pytest.fixture
def draft_of_model(plan, provider, municipality):
    plan.settings = {"normative_mode": "model_2017"}
    plan.save()
    for kind in ("urban", "rural"):
        CostParametersFactory(municipality=municipality, settlement_kind=kind)
    return DraftFactory(provider=provider)
