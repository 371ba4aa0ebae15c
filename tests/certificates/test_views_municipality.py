"""The pages of the support centre and the acceptance desk."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from certificates import issuing, registering
from certificates.models import Application, Certificate
from reference import clock
from tests.factories.certificates import CertificateFactory, ChildFactory, fund
from tests.factories.reference import CategoryFactory
from tests.factories.users import UserFactory
from users import audit
from users.models import Notification, Role, User


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def application(child, parent, on, category_terms):
    registering.give_consent(child, by=parent)
    return issuing.apply(child, by=parent, on=on - timedelta(days=3))


def page(client, name, *args, **query):
    return client.get(reverse(f"certificates:{name}", args=args), query)


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"certificates:{name}", args=args), data)


def words(response):
    return response.content.decode()


# --- the queue of applications


def test_the_desk_sees_who_waits_how_long_and_until_when(client, clerk, application, child):
    client.force_login(clerk)

    response = page(client, "applications")

    row = response.context["rows"][0]
    assert (row["days"], row["bring_by"]) == (3, date(2026, 10, 2))
    assert child.full_name in words(response)


@pytest.mark.parametrize("written", ["{}", "№ {}", " №{} "])
def test_an_application_is_found_by_the_number_of_its_receipt(client, clerk, application, written):
    client.force_login(clerk)

    rows = page(client, "applications", q=written.format(application.pk)).context["rows"]

    assert [row["application"] for row in rows] == [application]
    assert not page(client, "applications", q=f"№ {application.pk + 1}").context["rows"]


def test_who_cannot_sign_in_is_helped_from_the_child_of_the_application(
    client, clerk, application, parent
):
    User.objects.filter(pk=parent.pk).update(municipality=application.municipality)
    client.force_login(clerk)
    help_url = reverse("users:give_code", args=(parent.pk,))

    assert help_url in words(page(client, "application", application.pk))


@pytest.mark.parametrize("look", ["surname", "snils", "birth_date", "capitals"])
def test_a_child_is_found_by_what_is_at_hand(client, clerk, application, child, look, municipality):
    asked = {
        "surname": child.last_name,
        "capitals": child.last_name.upper().replace("Ё", "Е"),
        "snils": f"{child.snils[:3]}-{child.snils[3:6]}-{child.snils[6:9]} {child.snils[9:]}",
        "birth_date": "20.05.2017",
    }
    other = ChildFactory(municipality=municipality, birth_date=date(2015, 1, 1))
    Application.objects.create(
        child=other,
        municipality=municipality,
        submitted_by=clerk,
        submitted_on=date(2026, 9, 1),
    )
    client.force_login(clerk)

    rows = page(client, "applications", q=asked[look]).context["rows"]

    assert [row["child"] for row in rows] == [child]


def test_a_search_that_finds_nobody_says_what_to_try(client, clerk, application):
    client.force_login(clerk)

    assert "Никого не нашли" in words(page(client, "applications", q="Сидоров"))


def test_an_odd_status_in_the_address_is_the_waiting_ones(client, clerk, application):
    client.force_login(clerk)

    assert len(page(client, "applications", status="'; drop", page="х").context["rows"]) == 1


def test_a_parent_has_no_such_queue(client, parent):
    client.force_login(parent)

    assert page(client, "applications").status_code == 404


def test_the_desk_of_another_municipality_sees_none_of_it(client, foreign_moc, application):
    client.force_login(foreign_moc)

    assert not page(client, "applications").context["rows"]
    assert page(client, "application", application.pk).status_code == 404
    assert page(client, "reject", application.pk).status_code == 404


# --- one application


def test_one_click_notes_the_documents_and_issues_the_number(
    client, clerk, application, child, on, category_terms
):
    client.force_login(clerk)
    assert child.full_name in words(page(client, "application", application.pk))

    response = press(client, "application", application.pk, category=category_terms.category_id)

    certificate = Certificate.objects.get(child=child)
    child.refresh_from_db()
    assert response.url == reverse("certificates:record", args=[certificate.pk])
    assert len(certificate.number) == 10
    assert certificate.number.startswith(child.municipality.number_prefix)
    assert not certificate.is_funded
    assert (child.documents_seen_on, child.documents_seen_by) == (on, clerk)


def test_pressed_twice_one_certificate_is_issued(client, clerk, application, category_terms):
    client.force_login(clerk)
    command, category = str(uuid4()), category_terms.category_id

    first = press(client, "application", application.pk, category=category, command=command)
    second = press(client, "application", application.pk, category=category, command=command)

    assert first.url == second.url
    assert Certificate.objects.count() == 1


def test_a_decided_application_is_not_decided_again(client, clerk, application, category_terms, on):
    issuing.reject(application, "age", by=clerk, on=on)
    client.force_login(clerk)

    response = press(client, "application", application.pk, category=category_terms.category_id)

    assert "решение уже принято" in words(response)
    assert not Certificate.objects.exists()


def test_a_category_of_another_municipality_cannot_be_chosen(client, clerk, application):
    client.force_login(clerk)

    response = press(client, "application", application.pk, category=CategoryFactory().pk)

    assert "category" in response.context["form"].errors
    assert not Certificate.objects.exists()


def test_children_alike_stand_beside_each_other(client, clerk, application, child):
    twin = ChildFactory(
        last_name=child.last_name,
        first_name="Маша",
        patronymic="",
        birth_date=child.birth_date,
        municipality=child.municipality,
    )
    CertificateFactory(child=twin, municipality=twin.municipality)
    client.force_login(clerk)

    response = page(client, "application", application.pk)

    assert list(response.context["twins"]) == [twin]
    assert "Возможно, ребёнок уже есть в реестре" in words(response)


def test_a_rejection_has_a_reason_and_the_family_reads_it(client, clerk, application, parent):
    client.force_login(clerk)

    press(client, "reject", application.pk, reason="documents", comment="Принесите свидетельство.")

    application.refresh_from_db()
    assert application.status == Application.Status.REJECTED
    letter = Notification.objects.get(recipient=parent, kind="certificates.application_rejected")
    assert "Принесите свидетельство" in letter.body


def test_a_rejection_without_a_reason_is_refused_and_the_comment_kept(client, clerk, application):
    client.force_login(clerk)

    response = press(client, "reject", application.pk, comment="Нет паспорта")

    assert "Выберите причину" in words(response)
    assert "Нет паспорта" in words(response)


def test_a_look_at_an_application_is_noted(client, clerk, application, child):
    client.force_login(clerk)

    page(client, "application", application.pk)

    event = audit.history_of(child).get(action="child.viewed")
    assert (event.by, event.details) == (clerk, {"page": "application"})


# --- the register


@pytest.fixture
def two(funded_certificate, category_terms):
    """A funded certificate and an accounting one of the same municipality."""
    other = CertificateFactory(
        municipality=funded_certificate.municipality, category=category_terms.category
    )
    return funded_certificate, other


def test_the_register_masks_numbers_and_totals_the_money(client, moc, two):
    client.force_login(moc)

    response = page(client, "register")

    assert len(response.context["page_obj"].object_list) == 2
    assert response.context["totals"]["nominal"] == 960_000
    for certificate in two:
        assert certificate.number not in words(response)
        assert certificate.masked_number in words(response)


def test_the_register_is_narrowed_by_type_status_category_and_words(client, moc, two):
    funded, accounting = two
    client.force_login(moc)

    def found(**query):
        return list(page(client, "register", **query).context["page_obj"])

    assert found(type="funded") == [funded]
    assert found(type="accounting") == [accounting]
    assert found(status="closed") == []
    assert set(found(category=funded.category_id)) == {funded, accounting}
    assert found(q=accounting.number) == [accounting]
    assert found(q=f"№ {accounting.number}") == [accounting]
    assert found(q=funded.child.last_name) == [funded]


def test_the_total_is_of_all_found_not_of_the_page(client, moc, two, category_terms, monkeypatch):
    fund(two[1], category_terms)
    monkeypatch.setattr("certificates.views.municipality.ON_A_PAGE", 1)
    client.force_login(moc)

    response = page(client, "register")

    assert len(response.context["page_obj"].object_list) == 1
    assert response.context["totals"]["nominal"] == 1_920_000


def test_impossible_filters_show_the_register_without_them(client, moc, two):
    client.force_login(moc)

    response = page(client, "register", type="gold", category="x")

    assert response.status_code == 200
    assert len(response.context["page_obj"].object_list) == 2


def test_a_provider_has_no_register(client, provider_manager):
    client.force_login(provider_manager)

    assert page(client, "register").status_code == 404


# --- the record


def test_a_look_at_a_record_is_noted_and_shows_the_statement(client, payer, funded_certificate):
    client.force_login(payer)

    response = page(client, "record", funded_certificate.pk)

    assert funded_certificate.number in words(response)
    assert "зачислен номинал" in words(response)
    assert audit.history_of(funded_certificate.child).filter(action="child.viewed", by=payer)


def test_a_record_of_another_municipality_is_not_found_and_not_noted(
    client, foreign_moc, certificate
):
    client.force_login(foreign_moc)

    assert page(client, "record", certificate.pk).status_code == 404
    assert not audit.history_of(certificate.child).exists()


def test_the_region_sees_every_record_and_decides_none(client, certificate):
    client.force_login(UserFactory(role=Role.OPERATOR))

    response = page(client, "record", certificate.pk)

    assert response.status_code == 200
    assert not response.context["can_decide"]
