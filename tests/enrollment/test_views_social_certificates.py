"""What a family, an organisation and a payer see where hours of a week are counted."""

from datetime import date

import pytest
from django.urls import reverse

from enrollment import enrolling
from reference.models import FundingPlan
from tests.factories.certificates import CertificateFactory, ChildFactory
from tests.factories.programs import teach_weekly

pytestmark = pytest.mark.django_db

START = date(2026, 9, 7)


@pytest.fixture
def plan_of_hours(plan, category_terms, provider) -> FundingPlan:
    FundingPlan.objects.filter(pk=plan.pk).update(regime="social_order", balance_unit="hours")
    category_terms.nominal = 0
    category_terms.weekly_norm, category_terms.weekly_extra = 720, 240
    category_terms.weekly_threshold = 690
    category_terms.save()
    provider.is_executor = True
    provider.save()
    plan.refresh_from_db()
    return plan


@pytest.fixture
def own(plan_of_hours, category_terms, parent):
    child = ChildFactory(
        municipality=plan_of_hours.municipality, guardian=parent, birth_date=date(2016, 5, 20)
    )
    return CertificateFactory(
        child=child,
        municipality=plan_of_hours.municipality,
        category=category_terms.category,
    )


@pytest.fixture
def contract(own, group, parent, on):
    teach_weekly(group, 570)
    return enrolling.apply(own, group, starts_on=START, by=parent, on=on)


def words(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def test_a_family_sees_the_hours_of_the_week(client, parent, contract):
    client.force_login(parent)

    shown = words(client.get(contract.certificate.get_absolute_url()))

    assert "занято 9,5 ч из 12 ч" in shown
    assert contract.social_certificate.number in shown


def test_the_start_page_sends_a_family_to_the_catalogue_at_once(client, parent, contract):
    client.force_login(parent)

    shown = words(client.get(reverse("certificates:family")))

    assert "Занято 9,5 ч из 12 ч в неделю." in shown
    assert "Запросить" not in shown


def test_the_application_shows_hours_and_what_does_not_fit(client, parent, own, group):
    teach_weekly(group, 780)
    client.force_login(parent)

    shown = words(client.get(reverse("enrollment:apply", args=[group.pk])))

    assert "Занято 0 ч из 12 ч в неделю, а в этой группе занятий на 13 ч." in shown
    assert "Свободно на сертификате" not in shown


def test_a_family_applies_by_the_page(client, parent, own, group):
    teach_weekly(group, 120)
    client.force_login(parent)
    url = reverse("enrollment:apply", args=[group.pk])
    shown = client.get(url).context
    chosen = {name: shown["choice"][name].value() for name in ("certificate", "starts_on")}
    hidden = {
        name: value for name in shown["form"].fields if (value := shown["form"][name].value())
    }

    client.post(url, {**hidden, **chosen, "wants": "on", "has_read": "on"})

    assert own.contracts.get().social_certificate.weekly_minutes == 120


def test_the_document_has_three_sections(client, parent, contract):
    client.force_login(parent)
    url = reverse("enrollment:social_certificate", args=[contract.pk])

    shown = words(client.get(url))

    for section in ("I. Общие сведения", "II. Услуга и исполнители", "III. Договор и результаты"):
        assert section in shown
    assert contract.certificate.child.last_name in shown
    paper = client.get(reverse("enrollment:social_certificate_pdf", args=[contract.pk]))
    assert paper.content.startswith(b"%PDF")


def test_a_payer_reads_it_without_a_name(client, payer, contract):
    client.force_login(payer)

    shown = words(client.get(reverse("enrollment:social_certificate", args=[contract.pk])))

    assert contract.certificate.number in shown
    assert contract.certificate.child.last_name not in shown


def test_a_stranger_finds_no_document(client, stranger, contract):
    client.force_login(stranger)

    for name in ("social_certificate", "social_certificate_pdf"):
        response = client.get(reverse(f"enrollment:{name}", args=[contract.pk]))
        assert response.status_code == 404


def test_the_payer_sees_hours_in_the_plan(client, payer, contract):
    client.force_login(payer)

    shown = words(client.get(reverse("certificates:plan", args=[contract.plan_id])))

    assert "Норма в неделю" in shown
    assert "11,5 ч" in shown
    limits = client.get(
        reverse("certificates:set_limits", args=[contract.plan.category_terms.get().pk])
    )
    assert "number_limit" not in limits.context["form"].fields


def test_the_simulator_works_where_hours_are_counted(client, parent, own, group):
    teach_weekly(group, 120)
    client.force_login(parent)

    response = client.get(reverse("enrollment:simulator"), {"place": f"{own.pk}-{group.pk}"})

    assert response.status_code == 200
