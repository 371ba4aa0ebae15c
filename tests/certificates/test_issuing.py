from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction

from certificates import issuing, ledger, numbering, queueing, recategorising, registering
from certificates.models import Application, Certificate
from reference.errors import RuleBroken
from reference.models import Region
from tests.factories.certificates import CertificateFactory, ChildFactory
from tests.factories.reference import CategoryFactory, PlanFactory, TermsFactory

ON = date(2026, 9, 5)


@pytest.fixture
def application(child, parent) -> Application:
    registering.give_consent(child, by=parent)
    return issuing.apply(child, by=parent, on=ON)


def refusal_of(verb, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb(*args, **kwargs)
    return refusal.value.code


# ---- Asking and issuing -------------------------------------------------------------------------


def test_a_confirmed_application_becomes_an_accounting_certificate(
    application, category_terms, clerk
):
    certificate = issuing.confirm(application, category_terms.category, by=clerk, on=ON)

    assert certificate.type == Certificate.Type.ACCOUNTING
    assert certificate.number.startswith(certificate.municipality.number_prefix)
    assert len(certificate.number) == 10
    certificate.child.refresh_from_db()
    assert certificate.child.documents_seen_by == clerk


def test_without_consent_nobody_applies(child, parent):
    assert refusal_of(issuing.apply, child, by=parent, on=ON) == "no_consent"


def test_before_the_email_is_confirmed_nobody_applies(child, parent):
    registering.give_consent(child, by=parent)
    parent.email_confirmed_at = None

    assert refusal_of(issuing.apply, child, by=parent, on=ON) == "email_not_confirmed"


def test_one_open_application_per_child(application, parent):
    assert refusal_of(issuing.apply, application.child, by=parent, on=ON) == "already_applied"


def test_a_child_with_a_certificate_does_not_apply_again(certificate, parent):
    registering.give_consent(certificate.child, by=parent)

    assert refusal_of(issuing.apply, certificate.child, by=parent, on=ON) == "has_certificate"


def test_an_application_is_decided_once(application, category_terms, clerk):
    issuing.reject(application, Application.Reason.DOCUMENTS, by=clerk, on=ON)

    code = refusal_of(issuing.confirm, application, category_terms.category, by=clerk, on=ON)

    assert code == "already_decided"


def test_a_category_of_another_municipality_does_not_fit(application, clerk):
    code = refusal_of(issuing.confirm, application, CategoryFactory(), by=clerk, on=ON)

    assert code == "wrong_municipality"


def test_numbers_never_repeat(municipality):
    numbers = {numbering.next_number(municipality) for _ in range(500)}

    assert len(numbers) == 500


def test_a_number_keeps_the_zeros_it_begins_with(municipality):
    Region.objects.update(code="01")
    municipality.refresh_from_db()

    number = numbering.next_number(municipality)

    assert number[:4] == "01" + municipality.payer_code
    assert len(number) == 10


def test_no_limit_of_funding_stops_an_accounting_certificate(application, category_terms, clerk):
    category_terms.number_limit, category_terms.sum_limit = 0, 0
    category_terms.save()

    assert issuing.confirm(application, category_terms.category, by=clerk, on=ON).is_active


def test_number_and_child_stay_whatever_changes(certificate, category_terms, payer, parent):
    number = certificate.number
    category = CategoryFactory(municipality=certificate.municipality, name="Одарённые дети")
    other = TermsFactory(plan=category_terms.plan, category=category)
    issuing.request_funding(certificate, by=parent, on=ON)
    recategorising.change_category(certificate, other.category, by=payer, on=ON)
    certificate.refresh_from_db()

    assert certificate.number == number
    for change in ({"number": "0000000000"}, {"child": ChildFactory()}):
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**change)


def test_an_application_nobody_came_for_expires_after_its_days(application, municipality):
    last_day = ON + timedelta(days=30)

    assert issuing.expire(municipality, last_day) == 0
    assert issuing.expire(municipality, last_day + timedelta(days=1)) == 1
    application.refresh_from_db()
    assert application.status == Application.Status.EXPIRED
    assert issuing.expire(municipality, last_day + timedelta(days=1)) == 0


# ---- Funding and the queue ----------------------------------------------------------------------


def test_funding_is_granted_at_once_when_there_is_a_vacancy(certificate, parent):
    certificate = issuing.request_funding(certificate, by=parent, on=ON)

    assert certificate.is_funded
    assert ledger.balance_of(certificate, ON).available == 960_000


def test_asking_twice_grants_once(certificate, parent):
    issuing.request_funding(certificate, by=parent, on=ON)
    issuing.request_funding(certificate, by=parent, on=ON)

    assert ledger.balance_of(certificate, ON).nominal == 960_000


def test_without_a_vacancy_the_certificate_waits_in_the_queue(certificate, category_terms, parent):
    category_terms.number_limit = 0
    category_terms.save()

    certificate = issuing.request_funding(certificate, by=parent, on=ON)

    assert not certificate.is_funded
    assert queueing.place_of(certificate) == 1


def test_where_no_queue_is_kept_the_answer_is_no(certificate, category_terms, parent):
    category_terms.number_limit = 0
    category_terms.save()
    category_terms.plan.settings = {"queue_enabled": False}
    category_terms.plan.save()

    assert refusal_of(issuing.request_funding, certificate, by=parent, on=ON) == "no_vacancy"


def test_outside_any_plan_nothing_is_funded(certificate, parent):
    code = refusal_of(issuing.request_funding, certificate, by=parent, on=date(2030, 1, 1))

    assert code == "no_plan"


def test_funding_given_back_goes_to_the_head_of_the_queue(
    funded_certificate, category_terms, parent
):
    category_terms.number_limit = 1
    category_terms.save()
    waiting = CertificateFactory(
        municipality=funded_certificate.municipality, category=category_terms.category
    )
    issuing.request_funding(waiting, by=parent, on=ON)

    issuing.return_to_accounting(funded_certificate, by=parent, on=ON)

    waiting.refresh_from_db()
    assert waiting.is_funded
    assert queueing.place_of(waiting) is None
    assert ledger.balance_of(funded_certificate, ON) == ledger.Balance()


def test_funding_with_reserved_money_is_not_given_back(funded_certificate, parent, group):
    from enrollment import enrolling

    enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON)

    code = refusal_of(issuing.return_to_accounting, funded_certificate, by=parent, on=ON)

    assert code == "committed_money"


def test_leaving_the_queue_moves_the_next_one_up(certificate, category_terms, parent):
    category_terms.number_limit = 0
    category_terms.save()
    second = CertificateFactory(
        municipality=certificate.municipality, category=category_terms.category
    )
    issuing.request_funding(certificate, by=parent, on=ON)
    issuing.request_funding(second, by=parent, on=ON)

    issuing.leave_queue(certificate, by=parent, on=ON)

    assert queueing.place_of(second) == 1


# ---- Suspending, resuming, closing --------------------------------------------------------------


def test_suspending_takes_the_money_and_remembers_it(funded_certificate, payer):
    certificate = issuing.suspend(funded_certificate, "проверка", by=payer, on=ON)

    assert certificate.status == Certificate.Status.SUSPENDED
    assert certificate.available_when_suspended == 960_000
    assert ledger.balance_of(certificate, ON) == ledger.Balance()


def test_a_suspended_certificate_resumes_only_in_another_period(
    funded_certificate, category_terms, payer
):
    certificate = issuing.suspend(funded_certificate, "проверка", by=payer, on=ON)
    later = PlanFactory(
        municipality=certificate.municipality,
        starts_on=date(2027, 9, 1),
        ends_on=date(2028, 8, 31),
    )
    TermsFactory(plan=later, category=category_terms.category, nominal=1_000_000)

    assert refusal_of(issuing.resume, certificate, by=payer, on=ON) == "frozen_this_period"
    certificate = issuing.resume(certificate, by=payer, on=date(2027, 9, 2))

    assert certificate.is_active
    assert ledger.balance_of(certificate, date(2027, 9, 2)).available == 1_000_000


def test_closing_lapses_what_is_free_and_frees_the_vacancy(
    funded_certificate, category_terms, payer
):
    category_terms.number_limit = 1
    category_terms.save()
    waiting = CertificateFactory(
        municipality=funded_certificate.municipality, category=category_terms.category
    )
    issuing.request_funding(waiting, by=payer, on=ON)

    certificate = issuing.close(funded_certificate, "переезд", by=payer, on=ON)

    assert ledger.balance_of(certificate, ON) == ledger.Balance(nominal=960_000, lapsed=960_000)
    waiting.refresh_from_db()
    assert waiting.is_funded


def test_after_closing_the_child_may_have_another_certificate(
    funded_certificate, category_terms, payer
):
    closed = issuing.close(funded_certificate, "выдан по ошибке", by=payer, on=ON)

    second = CertificateFactory(
        child=closed.child, municipality=closed.municipality, category=closed.category
    )

    assert second.number != closed.number


def test_a_suspended_certificate_gets_no_funding(certificate, category_terms, payer):
    issuing.suspend(certificate, "проверка", by=payer, on=ON)

    code = refusal_of(issuing.request_funding, certificate, by=payer, on=ON)

    assert code == "certificate_not_active"
