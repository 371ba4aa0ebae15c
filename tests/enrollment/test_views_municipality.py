"""Pages of the support centre and the payer."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from certificates.models import Certificate
from enrollment import enrolling, monthly, previewing, protocol, tasks
from enrollment.models import Contract, JobRun
from reference import clock
from reference.days import Month
from reference.models import FundingPlan
from tests.factories.enrollment import JobRunFactory
from tests.factories.reference import PlanFactory
from users.models import Role, RoleAssignment

START = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on):
    contract = enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=on)
    enrolling.accept(contract, by=provider_manager, on=on)
    return enrolling.sign(contract, by=parent, on=on)


@pytest.fixture
def request_of_contract(funded_certificate, group, parent, on):
    return enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=on)


def get(client, name, *args, **query):
    return client.get(reverse(f"enrollment:{name}", args=args), query)


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"enrollment:{name}", args=args), data)


def words(response):
    return response.content.decode().replace("\u00a0", " ")


# --- the register of contracts


def test_the_register_lists_contracts_with_their_totals(client, payer, contract):
    client.force_login(payer)

    page = words(get(client, "contracts"))

    assert contract.number in page
    assert "Всего найдено: 1" in page
    assert contract.certificate.child.last_name not in page


@pytest.mark.parametrize("found", ["number", "certificate"])
def test_a_contract_is_found_by_a_number(client, moc, contract, found):
    client.force_login(moc)
    number = contract.number if found == "number" else contract.certificate.number

    assert contract.get_absolute_url() in words(get(client, "contracts", q=number))
    for nowhere in ("9999-000001", "0-1", f"2026-{'9' * 30}"):
        assert "Договоров не найдено" in words(get(client, "contracts", q=nowhere))


def test_filters_narrow_the_register(client, payer, contract):
    client.force_login(payer)

    assert "Договоров не найдено" in words(get(client, "contracts", status="refused"))
    assert "Договоров не найдено" in words(get(client, "contracts", provider="нет такого"))
    assert "Договоров не найдено" in words(get(client, "contracts", direction="arts"))
    assert contract.number in words(get(client, "contracts", status="x", direction="x", page="x"))


def test_another_municipality_sees_none_of_them(client, foreign_moc, contract):
    client.force_login(foreign_moc)

    assert "Договоров не найдено" in words(get(client, "contracts"))
    assert get(client, "contract", contract.pk).status_code == 404


def test_a_payer_reads_numbers_and_a_support_centre_names(client, payer, moc, contract):
    """Between payer and provider there are numbers, not names (R11.07)."""
    name = contract.certificate.child.full_name
    client.force_login(payer)
    assert name not in words(get(client, "contract", contract.pk))

    client.force_login(moc)
    assert name in words(get(client, "contract", contract.pk))


def test_the_support_centre_of_another_place_reads_numbers_too(client, foreign_moc, contract):
    """Whoever also pays here, or sees the region, has no centre here."""
    RoleAssignment.objects.create(user=foreign_moc, role=Role.OPERATOR)
    client.force_login(foreign_moc)

    page = words(get(client, "contract", contract.pk))

    assert contract.certificate.child.full_name not in page


def test_parents_have_no_register(client, parent):
    client.force_login(parent)

    assert get(client, "contracts").status_code == 404


# --- certificates


def test_suspending_refuses_what_is_not_signed(client, payer, request_of_contract):
    certificate = request_of_contract.certificate
    client.force_login(payer)
    assert request_of_contract.number in words(get(client, "suspend", certificate.pk))
    assert "Укажите причину" in words(press(client, "suspend", certificate.pk))

    press(client, "suspend", certificate.pk, reason="Переезд семьи")

    certificate.refresh_from_db()
    request_of_contract.refresh_from_db()
    assert certificate.status == Certificate.Status.SUSPENDED
    assert request_of_contract.status == Contract.Status.REFUSED


def test_a_child_who_studies_keeps_the_certificate(client, payer, contract):
    client.force_login(payer)

    response = press(client, "suspend", contract.certificate_id, reason="Проверка")

    assert "Сначала нужно расторгнуть договор" in words(response)


def test_closing_is_asked_for_with_a_ground(client, moc, contract, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, 20))
    client.force_login(moc)
    assert get(client, "close_certificate", contract.certificate_id).status_code == 200

    press(client, "close_certificate", contract.certificate_id, comment="Заявление")
    contract.certificate.refresh_from_db()
    assert contract.certificate.status == Certificate.Status.ACTIVE

    press(
        client, "close_certificate", contract.certificate_id, ground="family", comment="Заявление"
    )

    contract.certificate.refresh_from_db()
    assert contract.certificate.status == Certificate.Status.CLOSED
    assert contract.certificate.reason == "семья отказалась от сертификата. Заявление"


def test_a_certificate_that_is_not_suspended_is_not_resumed(client, moc, certificate):
    client.force_login(moc)
    assert get(client, "resume", certificate.pk).status_code == 200

    assert press(client, "resume", certificate.pk).status_code == 200


@pytest.mark.parametrize("name", ["suspend", "resume", "close_certificate"])
def test_certificates_of_others_are_not_found(client, foreign_moc, certificate, name):
    client.force_login(foreign_moc)

    assert get(client, name, certificate.pk).status_code == 404


# --- the month


def test_the_preview_is_what_the_turn_does(contract, municipality):
    october = Month(2026, 10)
    preview = previewing.preview(municipality, october)

    done = monthly.turn(municipality, october)

    assert (preview.to_debit, preview.debit_sum) == (done.debited, done.debited_sum)
    assert (preview.to_close, preview.to_refuse) == (done.closed, done.refused)
    assert previewing.preview(municipality, october).amount_of_work == 0


def test_the_month_is_turned_by_hand(client, payer, contract, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 10, 1))
    client.force_login(payer)
    assert "октябрь 2026" in words(get(client, "month"))
    assert "Отметьте, что проверили цифры" in words(press(client, "month"))

    press(client, "month", is_meant="on")

    assert contract.instalments.filter(status="debited").count() == 2
    assert "Работа этого месяца выполнена" in words(get(client, "month"))


def test_a_queue_that_is_away_is_told(client, payer, contract, monkeypatch):
    from kombu.exceptions import OperationalError

    def away(*args):
        raise OperationalError

    monkeypatch.setattr(tasks.run_job, "delay", away)
    client.force_login(payer)

    page = words(
        client.post(
            reverse("enrollment:month"), {"is_meant": "on", "command": uuid4()}, follow=True
        )
    )

    assert "не удаётся запустить" in page
    assert JobRun.objects.get(name="month").status == "queued"


def test_the_month_is_not_for_parents(client, parent):
    client.force_login(parent)

    assert get(client, "month").status_code == 404


def test_closing_a_period_by_hand_asks_for_the_password(client, payer, contract, plan, monkeypatch):
    """R1.11: what cannot be taken back is meant twice."""
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2027, 9, 2))
    client.force_login(payer)

    press(client, "month", is_meant="on")
    assert "Пароль неверный" in words(press(client, "month", is_meant="on", password="guess"))
    plan.refresh_from_db()
    assert plan.status == FundingPlan.Status.OPEN

    press(client, "month", is_meant="on", password="secret-2026")
    plan.refresh_from_db()
    assert plan.status == FundingPlan.Status.CLOSED


# --- the closing protocol


@pytest.fixture
def closed_plan(contract, plan, municipality):
    """The period after its end, closed by the job of the next 1st."""
    PlanFactory(municipality=municipality, starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31))
    monthly.turn(municipality, Month(2027, 9))
    plan.refresh_from_db()
    assert plan.status == FundingPlan.Status.CLOSED
    return plan


def test_the_preview_balances_before_the_end(client, payer, contract, plan):
    client.force_login(payer)

    page = words(get(client, "closing", plan.pk))

    assert "Предварительный расчёт" in page
    assert "Протокол сходится до копейки" in page


def test_the_record_is_what_the_preview_promised(contract, plan, municipality, request):
    promised = protocol.protocol_of(plan).total

    closed = request.getfixturevalue("closed_plan")

    assert protocol.protocol_of(closed).total == promised
    assert protocol.protocol_of(closed).is_final


def test_the_protocol_is_an_official_document(client, payer, closed_plan):
    client.force_login(payer)

    response = get(client, "closing_pdf", closed_plan.pk)

    text = PdfReader(BytesIO(response.content)).pages[0].extract_text()
    assert response["Content-Type"] == "application/pdf"
    assert "Протокол закрытия периода" in text.replace("\n", " ")
    assert closed_plan.municipality.payer_name in text


def test_there_is_no_protocol_before_the_end(client, payer, plan):
    client.force_login(payer)

    assert get(client, "closing_pdf", plan.pk).status_code == 404


def test_the_plan_of_another_municipality_is_not_found(client, foreign_moc, plan):
    client.force_login(foreign_moc)

    assert get(client, "closing", plan.pk).status_code == 404


def test_money_beyond_the_categories_returns_to_the_budget_too(contract, plan):
    total = protocol.protocol_of(plan).total

    assert total.volume == plan.volume
    assert total.never_issued == plan.volume - total.issued
    assert total.balances


def test_the_protocol_of_a_closed_period_is_a_table_that_balances(client, payer, closed_plan):
    client.force_login(payer)

    response = get(client, "closing_xlsx", closed_plan.pk)

    sheet = load_workbook(BytesIO(response.content)).worksheets[0]
    rows: list[Any] = list(sheet.iter_rows(min_row=5, values_only=True))
    *categories, total = rows
    name, _certificates, volume, issued, never_issued, debited, lapsed, returned = total
    assert (name, volume, issued) == ("Итого", issued + never_issued, debited + lapsed)
    assert returned == pytest.approx(never_issued + lapsed)
    assert sum(row[5] for row in categories) == pytest.approx(debited)


def test_a_period_that_lasts_has_no_protocol_as_a_table(client, payer, plan, category_terms):
    client.force_login(payer)

    assert get(client, "closing_xlsx", plan.pk).status_code == 404


def test_the_month_page_says_who_has_started_the_work(client, payer, municipality):
    JobRunFactory(municipality=municipality, status="running", by=payer)
    client.force_login(payer)

    page = words(get(client, "month"))

    assert "Работа выполняется" in page
    assert payer.short_name in page
