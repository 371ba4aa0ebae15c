"""Pages of an organisation that asks to be paid."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from enrollment import enrolling, invoicing
from enrollment.models import Contract, Delivery, Document
from reference import clock
from reference.days import Month
from tests.factories.certificates import CertificateFactory, fund
from tests.factories.providers import MemberFactory
from tests.factories.users import UserFactory
from users.models import Role

SEPTEMBER = Month(2026, 9)
IN_OCTOBER = date(2026, 10, 2)


@pytest.fixture(autouse=True)
def day(monkeypatch):
    """What day the portal thinks it is; a test may move it."""

    def go(to):
        monkeypatch.setattr(clock, "today", lambda municipality=None: to)

    go(date(2026, 9, 10))
    return go


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on) -> Contract:
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=on
    )
    enrolling.accept(contract, by=provider_manager, on=on)
    return enrolling.sign(contract, by=parent, on=on)


@pytest.fixture
def manager(client, provider_manager):
    """The browser of the organisation."""
    client.force_login(provider_manager)
    return client


@pytest.fixture
def neighbour(client, db):
    """The browser of another organisation."""
    user = UserFactory(role=Role.PROVIDER)
    MemberFactory(user=user)
    client.force_login(user)
    return client


@pytest.fixture
def advance(contract, provider, municipality, provider_manager) -> Document:
    return invoicing.advance(
        provider, municipality, SEPTEMBER, by=provider_manager, on=date(2026, 9, 10)
    )


@pytest.fixture
def parties(provider, municipality) -> str:
    return f"{provider.pk}-{municipality.pk}"


def get(client, name, *args, **query):
    return client.get(reverse(f"enrollment:{name}", args=args), query)


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"enrollment:{name}", args=args), data)


def words(response):
    return response.content.decode().replace("\u00a0", " ")


# --- the list


def test_the_list_shows_documents_with_their_total(manager, advance):
    page = words(get(manager, "own_documents"))

    assert f"Заявка на авансирование № {advance.pk}" in page
    assert "Всего найдено: 1" in page


def test_filters_narrow_the_list(manager, advance):
    assert "Документов не найдено" in words(get(manager, "own_documents", status="paid"))
    assert "Документов не найдено" in words(get(manager, "own_documents", kind="invoice"))
    assert "Всего найдено: 1" in words(get(manager, "own_documents", month="2026-09", kind="x"))


def test_another_organisation_has_its_own_list(neighbour, advance):
    assert "Документов не найдено" in words(get(neighbour, "own_documents"))
    assert get(neighbour, "document", advance.pk).status_code == 404
    assert get(neighbour, "document_pdf", advance.pk).status_code == 404


# --- an advance


def test_an_advance_is_shown_before_it_is_sent(manager, contract):
    page = words(get(manager, "new_advance", percent=50))

    assert contract.number in page
    assert contract.certificate.child.last_name not in page
    assert "50 %" in page
    assert Document.objects.count() == 0


def test_an_advance_is_sent_once_however_often_it_is_pressed(manager, contract, parties):
    key = str(uuid4())

    for _press in range(2):
        response = press(manager, "new_advance", parties=parties, percent=60, command=key)

    document = Document.objects.get()
    assert response.headers["Location"] == document.get_absolute_url()
    assert (document.percent, document.lines.count()) == (60, 1)


@pytest.mark.parametrize("percent", ["81", "0", "", "много"])
def test_an_advance_above_what_is_allowed_is_refused(manager, contract, parties, percent):
    response = press(manager, "new_advance", parties=parties, percent=percent)

    assert response.status_code == 200
    assert response.context["form"].errors["percent"]
    assert Document.objects.count() == 0


def test_a_second_advance_of_the_month_is_not_offered(manager, advance, parties):
    page = words(get(manager, "new_advance"))

    assert "Такой документ за этот месяц уже есть" in page
    assert "Отправить плательщику" not in page
    assert press(manager, "new_advance", parties=parties, percent=80).status_code == 200
    assert Document.objects.count() == 1


def test_before_the_second_working_day_there_is_no_advance(manager, contract, parties, day):
    day(date(2026, 9, 1))

    assert press(manager, "new_advance", parties=parties, percent=80).status_code == 200
    assert Document.objects.count() == 0


def test_without_contracts_there_is_nobody_to_ask(neighbour, contract, parties):
    assert "Пока не у кого запрашивать аванс" in words(get(neighbour, "new_advance"))

    assert press(neighbour, "new_advance", parties=parties, percent=80).status_code == 200
    assert Document.objects.count() == 0


# --- an invoice


def test_an_invoice_tells_what_it_will_refuse_and_refuses_it(
    manager, contract, parent, category_terms, group, parties, day, on
):
    day(IN_OCTOBER)
    other = fund(
        CertificateFactory(
            municipality=category_terms.plan.municipality, category=category_terms.category
        ),
        category_terms,
    )
    waiting = enrolling.apply(other, group, starts_on=date(2026, 9, 20), by=parent, on=on)
    page = words(get(manager, "new_invoice"))
    assert "Неподписанные заявки будут отклонены" in page
    assert waiting.number in page

    press(manager, "new_invoice", parties=parties, month="2026-09")

    waiting.refresh_from_db()
    assert waiting.refusal == Contract.Refusal.OVERDUE
    assert Document.objects.get().kind == Document.Kind.INVOICE


def test_an_invoice_takes_the_advance_off(manager, advance, parties, day):
    day(IN_OCTOBER)

    press(manager, "new_invoice", parties=parties, month="2026-09")

    invoice = Document.objects.get(kind=Document.Kind.INVOICE)
    assert invoice.advanced == advance.total
    assert f"{invoice.to_pay / 100:.2f}".replace(".", ",") in words(
        get(manager, "document", invoice.pk)
    )


@pytest.mark.parametrize("month", ["2026-10", "2026-08", "x", ""])
def test_only_a_month_that_is_over_is_invoiced(manager, contract, parties, day, month):
    day(IN_OCTOBER)

    assert press(manager, "new_invoice", parties=parties, month=month).status_code == 200
    assert Document.objects.count() == 0


def test_a_month_that_goes_on_has_no_invoice(manager, contract):
    assert "Нет месяца, за который можно выставить счёт" in words(get(manager, "new_invoice"))


def test_nobody_invoices_for_another_organisation(neighbour, contract, parties, day):
    day(IN_OCTOBER)

    assert press(neighbour, "new_invoice", parties=parties, month="2026-09").status_code == 200
    assert Document.objects.count() == 0


# --- lessons


def test_lessons_that_were_not_held_are_noted_for_the_changed_rows(manager, contract):
    assert contract.number in words(get(manager, "lessons"))

    press(manager, "lessons", **{f"{contract.pk}-planned": 8, f"{contract.pk}-held": 7})

    delivery = Delivery.objects.get()
    assert (delivery.contract, delivery.planned, delivery.held) == (contract, 8, 7)


def test_rows_left_alone_stay_as_they_were(manager, contract):
    press(manager, "lessons", **{f"{contract.pk}-planned": "", f"{contract.pk}-held": ""})

    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(("planned", "held"), [("8", "9"), ("8", ""), ("", "3"), ("0", "0")])
def test_wrong_numbers_are_shown_beside_their_row(manager, contract, planned, held):
    response = press(
        manager, "lessons", **{f"{contract.pk}-planned": planned, f"{contract.pk}-held": held}
    )

    assert "Пока ничего не сохранено" in words(response)
    assert f'value="{planned}"' in words(response)
    assert Delivery.objects.count() == 0


def test_an_invoiced_month_is_only_shown(
    manager, contract, provider, municipality, provider_manager, day
):
    invoicing.invoice(provider, municipality, SEPTEMBER, by=provider_manager, on=IN_OCTOBER)
    day(IN_OCTOBER)
    assert "включено в счёт" in words(get(manager, "lessons", month="2026-09"))

    press(manager, "lessons", **{f"{contract.pk}-planned": 8, f"{contract.pk}-held": 7})

    assert Delivery.objects.count() == 0


def test_lessons_of_another_organisation_are_not_shown(neighbour, contract):
    assert contract.number not in words(get(neighbour, "lessons", month="2026-09", group="x"))

    press(neighbour, "lessons", **{f"{contract.pk}-planned": 8, f"{contract.pk}-held": 7})

    assert Delivery.objects.count() == 0


# --- taking a document back


def test_a_document_nobody_viewed_is_taken_back(manager, advance):
    assert "Отозвать документ" in words(get(manager, "remove_document", advance.pk))

    press(manager, "remove_document", advance.pk)

    advance.refresh_from_db()
    assert advance.status == Document.Status.DELETED


def test_a_document_in_work_stays_with_the_payer(manager, advance, payer, on):
    invoicing.take_into_work(advance, by=payer, on=on)

    assert press(manager, "remove_document", advance.pk).status_code == 200

    advance.refresh_from_db()
    assert advance.status == Document.Status.IN_WORK


def test_a_stranger_takes_nothing_back(neighbour, advance):
    assert press(neighbour, "remove_document", advance.pk).status_code == 404


# --- single groups of an advance


def test_a_group_is_asked_for_with_its_own_per_cent(manager, contract, group, parties):
    """What was counted on the page is what is sent."""
    page = words(get(manager, "new_advance", **{f"group-{group.pk}": "50"}))
    assert f'value="{group.pk}:50"' in page

    press(manager, "new_advance", parties=parties, percent=80, lowered=f"{group.pk}:50")

    assert Document.objects.get().lines.get().held == 50


@pytest.mark.parametrize("typed", ["x", "-5", "9" * 30, "81"])
def test_a_per_cent_that_cannot_be_is_said_on_the_page(manager, contract, group, typed):
    page = get(manager, "new_advance", **{f"group-{group.pk}": typed})

    assert page.status_code == 200
    assert "процент" in words(page).lower()
