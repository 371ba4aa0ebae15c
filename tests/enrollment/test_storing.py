"""What nobody needs any more is deleted, or loses its words and names (R11.11)."""

from datetime import UTC, date, datetime

import pytest

from certificates import retaining
from certificates.models import Application, Certificate, Child, Consent
from enrollment import checking, enrolling, storing
from enrollment.models import (
    Absence,
    BudgetPlace,
    Confirmation,
    ConsentCode,
    Contract,
    Dispute,
    Draft,
    EntranceTest,
    JobRun,
    Mark,
    MoveRequest,
    Question,
    WaitingPlace,
)
from tests.factories.certificates import (
    AchievementFactory,
    ApplicationFactory,
    CertificateFactory,
    ChildFactory,
    ConsentFactory,
)
from tests.factories.enrollment import (
    AbsenceFactory,
    BudgetPlaceFactory,
    ConfirmationFactory,
    ConsentCodeFactory,
    ContractFactory,
    DisputeFactory,
    DraftFactory,
    EntranceTestFactory,
    JobRunFactory,
    MarkFactory,
    MoveRequestFactory,
    WaitingPlaceFactory,
)
from tests.factories.programs import GroupFactory
from tests.factories.users import AuditEventFactory
from users import accepting
from users.models import AuditEvent

ON = date(2032, 10, 1)
YEAR_AGO = date(2031, 10, 1)
THREE_YEARS_AGO = date(2029, 10, 1)
FIVE_YEARS_AGO = date(2027, 10, 1)


def before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def let_go(municipality, on=ON) -> int:
    changed = sum(storing.let_go(municipality, on=on))
    assert checking.differences() == []
    return changed


# --- what came to nothing


@pytest.mark.parametrize("status", [Application.Status.REJECTED, Application.Status.EXPIRED])
def test_a_refused_application_for_a_certificate_is_kept_for_a_year(child, status):
    facts = {"child": child, "status": status, "reason": Application.Reason.AGE}
    old = ApplicationFactory(**facts, decided_on=before(YEAR_AGO))
    young = ApplicationFactory(**facts, decided_on=YEAR_AGO)

    let_go(child.municipality)

    assert list(Application.objects.all()) == [young]
    assert old != young


def test_an_application_that_was_confirmed_stays(child):
    kept = ApplicationFactory(
        child=child, status=Application.Status.CONFIRMED, decided_on=date(2026, 9, 1)
    )

    let_go(child.municipality)

    assert Application.objects.get() == kept


def test_refused_places_and_places_in_line_are_kept_for_a_year(certificate):
    for status in BudgetPlace.Status.REFUSED, BudgetPlace.Status.WITHDRAWN:
        BudgetPlaceFactory(certificate=certificate, status=status, decided_on=before(YEAR_AGO))
    young = BudgetPlaceFactory(
        certificate=certificate, status=BudgetPlace.Status.REFUSED, decided_on=YEAR_AGO
    )
    DraftFactory(certificate=certificate)
    WaitingPlaceFactory(certificate=certificate, left_on=before(YEAR_AGO), ending="left")
    seated = WaitingPlaceFactory(certificate=certificate, left_on=before(YEAR_AGO), ending="seated")
    waits = WaitingPlaceFactory(certificate=certificate)

    let_go(certificate.municipality)

    assert not Draft.objects.exists()
    assert list(BudgetPlace.objects.all()) == [young]
    assert set(WaitingPlace.objects.all()) == {seated, waits}


def test_an_application_the_ledger_names_keeps_its_number_and_loses_its_words(
    funded_certificate, group, parent, on
):
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=on
    )
    enrolling.withdraw(contract, by=parent, on=on)
    Contract.objects.filter(pk=contract.pk).update(comment="Мария болеет")
    EntranceTestFactory(contract=contract)

    let_go(funded_certificate.municipality, on=date(2027, 9, 4))
    contract.refresh_from_db()
    assert contract.comment == "Мария болеет"
    let_go(funded_certificate.municipality, on=date(2027, 9, 10))

    contract.refresh_from_db()
    assert contract.comment == ""
    assert contract.status == Contract.Status.WITHDRAWN
    assert not EntranceTest.objects.exists()


def test_a_refused_move_is_kept_for_a_year(certificate, plan):
    contract = ContractFactory(
        certificate=certificate, plan=plan, status=Contract.Status.WITHDRAWN, decided_on=ON
    )
    MoveRequestFactory(
        contract=contract, status="refused", answer="Мест нет", decided_on=before(YEAR_AGO)
    )
    granted = MoveRequestFactory(contract=contract, status="granted", decided_on=before(YEAR_AGO))

    let_go(certificate.municipality)

    assert list(MoveRequest.objects.all()) == [granted]


def test_a_code_for_an_application_nobody_sent_is_kept_for_two_days(certificate):
    ConsentCodeFactory(certificate=certificate, expires_at=moment(date(2032, 9, 28)))
    young = ConsentCodeFactory(certificate=certificate, expires_at=moment(date(2032, 9, 29)))

    let_go(certificate.municipality)

    assert list(ConsentCode.objects.all()) == [young]


# --- what is over


def test_words_about_a_contract_are_kept_for_five_years_and_its_sums_for_ever(certificate, plan):
    facts = {
        "certificate": certificate,
        "plan": plan,
        "status": Contract.Status.CLOSED,
        "signed_on": date(2026, 9, 1),
        "comment": "Переехали",
        "result_document": "Диплом Марии",
    }
    old = ContractFactory(**facts, ends_on=before(FIVE_YEARS_AGO))
    young = ContractFactory(**facts, ends_on=FIVE_YEARS_AGO)

    storing._forget_contracts(certificate.municipality, before=FIVE_YEARS_AGO)

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.comment, old.result_document, old.total) == ("", "", 7_200_00)
    assert (young.comment, young.result_document) == ("Переехали", "Диплом Марии")


def test_what_an_erroneous_contract_was_deleted_for_is_kept_as_long(certificate, plan):
    facts = {
        "certificate": certificate,
        "plan": plan,
        "status": Contract.Status.DELETED,
        "comment": "Не тот ребёнок",
        "ends_on": date(2027, 5, 31),
    }
    old = ContractFactory(**facts, decided_on=before(FIVE_YEARS_AGO))
    young = ContractFactory(**facts, decided_on=FIVE_YEARS_AGO)

    storing._forget_contracts(certificate.municipality, before=FIVE_YEARS_AGO)

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.comment, young.comment) == ("", "Не тот ребёнок")


def test_an_invitation_to_a_test_goes_with_the_words_of_what_came_of_it(certificate, plan):
    facts = {
        "certificate": certificate,
        "plan": plan,
        "status": Contract.Status.CLOSED,
        "signed_on": date(2026, 9, 1),
    }
    EntranceTestFactory(contract=ContractFactory(**facts, ends_on=before(FIVE_YEARS_AGO)))
    young = EntranceTestFactory(contract=ContractFactory(**facts, ends_on=FIVE_YEARS_AGO))

    storing._forget_contracts(certificate.municipality, before=FIVE_YEARS_AGO)

    assert EntranceTest.objects.get() == young


@pytest.mark.parametrize("status", [Contract.Status.CLOSED, Contract.Status.WITHDRAWN])
def test_words_about_a_contract_in_an_open_case_stay(certificate, plan, status):
    contract = ContractFactory(
        certificate=certificate,
        plan=plan,
        status=status,
        signed_on=date(2026, 9, 1),
        ends_on=date(2027, 5, 31),
        decided_on=date(2027, 5, 31),
        comment="Переехали",
    )
    DisputeFactory(certificate=certificate, contract=contract)

    storing._drop_rejected(certificate.municipality, before=YEAR_AGO)
    storing._forget_contracts(certificate.municipality, before=FIVE_YEARS_AGO)

    contract.refresh_from_db()
    assert contract.comment == "Переехали"


def test_a_refused_place_stays_while_a_complaint_about_it_waits(certificate, parent):
    place = BudgetPlaceFactory(
        certificate=certificate,
        status=BudgetPlace.Status.REFUSED,
        decided_on=before(YEAR_AGO),
    )
    Question.objects.create(
        certificate=certificate,
        place=place,
        author=parent,
        words="Почему отказали?",
        asked_on=ON,
        answer_until=ON,
    )

    let_go(certificate.municipality)

    assert BudgetPlace.objects.get() == place


def test_a_case_is_kept_for_five_years_after_its_decision(certificate, parent):
    facts = {
        "certificate": certificate,
        "status": Dispute.Status.EXPLAINED,
        "answer": "Это вы",
        "decided_by": parent,
    }
    DisputeFactory(**facts, decided_on=before(FIVE_YEARS_AGO))
    young = DisputeFactory(**facts, decided_on=FIVE_YEARS_AGO)
    open_one = DisputeFactory(certificate=certificate, raised_on=date(2026, 9, 1))

    let_go(certificate.municipality)

    assert set(Dispute.objects.all()) == {young, open_one}


def test_journals_are_kept_for_five_years_after_the_group(certificate):
    days = {"starts_on": date(2026, 9, 1)}
    old = GroupFactory(**days, ends_on=before(FIVE_YEARS_AGO))
    young = GroupFactory(**days, ends_on=FIVE_YEARS_AGO)
    kept = []
    for group in (old, young):
        kept = [
            MarkFactory(certificate=certificate, lesson__group=group),
            AbsenceFactory(certificate=certificate, group=group),
            ConfirmationFactory(certificate=certificate, group=group),
        ]

    let_go(certificate.municipality)

    assert [Mark.objects.get(), Absence.objects.get(), Confirmation.objects.get()] == kept


# --- consents


def withdrawn(child, parent, day: date, given: date = date(2026, 9, 1)) -> Consent:
    return ConsentFactory(
        child=child,
        given_by=parent,
        given_at=moment(given),
        withdrawn_at=moment(day),
        withdrawn_channel="cabinet",
        withdrawn_by=parent,
    )


def test_a_consent_is_kept_for_three_years_after_it_was_taken_back(certificate, child, parent):
    withdrawn(child, parent, before(THREE_YEARS_AGO))
    young = withdrawn(child, parent, THREE_YEARS_AGO)
    stands = ConsentFactory(child=child, given_by=parent, given_at=moment(date(2026, 9, 2)))

    let_go(child.municipality)

    assert set(Consent.objects.all()) == {young, stands}


def test_the_last_word_of_a_family_that_took_its_consent_back_stands(certificate, child, parent):
    """It alone says that nothing may be done with the certificate (R11.04)."""
    said = withdrawn(child, parent, before(THREE_YEARS_AGO))

    let_go(child.municipality)

    assert Consent.objects.get() == said


def test_a_consent_is_kept_for_three_years_after_the_certificate_closed(child, parent):
    CertificateFactory(
        child=child,
        municipality=child.municipality,
        status=Certificate.Status.CLOSED,
        closed_on=before(THREE_YEARS_AGO),
    )
    ConsentFactory(child=child, given_by=parent, given_at=moment(date(2026, 9, 1)))

    let_go(child.municipality, on=date(2032, 9, 30))
    assert Consent.objects.count() == 1
    let_go(child.municipality)

    assert not Consent.objects.exists()


# --- names


@pytest.fixture
def closed(child) -> Certificate:
    """The certificate of the child, closed five years and a day ago."""
    return CertificateFactory(
        child=child,
        municipality=child.municipality,
        status=Certificate.Status.CLOSED,
        closed_on=before(FIVE_YEARS_AGO),
        reason="переезд семьи",
    )


def test_a_child_loses_its_name_five_years_after_the_certificate_closed(closed, child):
    let_go(child.municipality)

    left = Child.objects.get(pk=child.pk)
    assert (left.last_name, left.first_name, left.patronymic) == (retaining.NAMELESS, "", "")
    assert (left.snils, left.settlement, left.school, left.sex) == (None, "", "", "")
    assert left.birth_date == date(child.birth_date.year, 1, 1)
    assert left.municipality == child.municipality
    assert not left.guardianships.exists()
    closed.refresh_from_db()
    assert closed.reason == ""
    assert AuditEvent.objects.filter(action="child.unnamed", target_key=str(child.pk)).count() == 1


def test_its_achievements_go_with_the_name(closed, child):
    AchievementFactory(child=child)

    let_go(child.municipality)

    assert not child.achievements.exists()


def test_it_is_done_once(closed, child):
    let_go(child.municipality)

    assert let_go(child.municipality) == 0


@pytest.mark.parametrize("what", ["young", "another certificate", "an application", "a case"])
def test_a_child_that_is_still_known_keeps_its_name(closed, child, what):
    if what == "young":
        Certificate.objects.filter(pk=closed.pk).update(closed_on=FIVE_YEARS_AGO)
    elif what == "another certificate":
        CertificateFactory(child=child, municipality=child.municipality)
    elif what == "a case":
        DisputeFactory(certificate=closed)
    else:
        ApplicationFactory(child=child)

    let_go(child.municipality)

    assert Child.objects.get(pk=child.pk).last_name == child.last_name


def test_other_municipalities_are_left_alone(closed, child):
    other = ChildFactory()

    let_go(other.municipality)

    assert Child.objects.get(pk=child.pk).last_name == child.last_name


def test_a_region_may_keep_everything_for_longer(closed, child):
    region = child.municipality.region
    region.settings = {"retention_certificate_years": 10}
    region.save()
    child.municipality.refresh_from_db()

    let_go(child.municipality)

    assert Child.objects.get(pk=child.pk).last_name == child.last_name


# --- the journals


def prune(on=ON) -> int:
    return sum(storing.prune_journals(on=on))


def test_lines_of_the_journal_are_kept_for_five_years(municipality):
    old = AuditEventFactory(at=moment(before(FIVE_YEARS_AGO)))
    young = AuditEventFactory(at=moment(FIVE_YEARS_AGO))

    assert prune() == 1

    assert young in AuditEvent.objects.all()
    assert old not in AuditEvent.objects.all()


def test_a_line_the_money_stands_on_is_kept_with_it(funded_certificate):
    event = AuditEvent.objects.get(pk=funded_certificate.accounts.get().entries.get().event_id)

    prune(on=date(2060, 1, 1))

    assert event in AuditEvent.objects.all()


def test_which_terms_a_person_accepted_is_known_as_long_as_the_account(parent):
    AuditEventFactory(
        at=moment(before(FIVE_YEARS_AGO)),
        action=accepting.REGISTERED,
        target_kind="users.user",
        target_key=str(parent.pk),
        details={"terms": "2026-09"},
    )

    prune()

    assert [each.version for each in accepting.acceptances_of(parent)] == ["2026-09"]


def test_who_signed_a_contract_is_known_for_the_term_of_the_contract(certificate, plan):
    for ends_on in before(FIVE_YEARS_AGO), FIVE_YEARS_AGO:
        contract = ContractFactory(certificate=certificate, plan=plan, ends_on=ends_on)
        line = AuditEventFactory(
            at=moment(date(2026, 9, 7)),
            target_kind="enrollment.contract",
            target_key=str(contract.pk),
        )

    prune()

    assert AuditEvent.objects.get(target_kind="enrollment.contract") == line


def test_a_line_is_not_deleted_in_another_way(municipality):
    """Only the terms of storage open the journal, and only for their own statement."""
    event = AuditEventFactory(at=moment(before(FIVE_YEARS_AGO)))
    kept = AuditEventFactory(at=moment(FIVE_YEARS_AGO))
    prune()

    with pytest.raises(Exception, match="Cannot update or delete"):
        AuditEvent.objects.filter(pk=kept.pk).delete()
    assert event.pk != kept.pk


def test_more_lines_than_one_piece_are_all_looked_at(municipality, monkeypatch):
    monkeypatch.setattr(storing, "CHUNK", 2)
    for _each in range(5):
        AuditEventFactory(at=moment(before(FIVE_YEARS_AGO)))

    assert prune() == 5


def test_runs_of_the_calendar_are_pruned_with_them(municipality):
    done = {"municipality": municipality, "status": JobRun.Status.DONE}
    JobRunFactory(**done, finished_at=moment(before(FIVE_YEARS_AGO)))
    young = JobRunFactory(**done, finished_at=moment(FIVE_YEARS_AGO))

    prune()

    assert list(JobRun.objects.all()) == [young]
