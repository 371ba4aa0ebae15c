"""What a family says of a program its child has studied in (R5.23)."""

from __future__ import annotations

from datetime import date

import pytest

from certificates.models import Guardianship
from enrollment import answering, evaluating, tallying, vetting
from enrollment.evaluating import Said
from enrollment.models import Answer, Contract, Opinion
from programs.models import Rating
from reference.errors import RuleBroken
from tests.factories.certificates import CertificateFactory, GuardianshipFactory
from tests.factories.enrollment import BudgetPlaceFactory, ContractFactory, OpinionFactory
from tests.factories.providers import MemberFactory
from tests.factories.users import UserFactory

START = date(2026, 9, 1)
LATER = date(2026, 10, 1)
GOOD = Said(75, 75, 75, 75)
PRAISE = Said(100, 100, 75, 100, "Дочь бежит на занятия.")


@pytest.fixture
def contract(plan, group, certificate) -> Contract:
    """Signed, taught since 1 September."""
    return ContractFactory(
        plan=plan, certificate=certificate, group=group, status="active", signed_on=START
    )


def refused(verb) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def test_marks_without_words_need_no_check(contract, parent):
    opinion = evaluating.give(contract, GOOD, by=parent, on=LATER)

    assert opinion.status == Opinion.Status.PUBLISHED
    assert Rating.objects.get(program=opinion.program).given == 1


def test_words_wait_for_the_support_centre_and_marks_do_not(contract, parent):
    opinion = evaluating.give(contract, PRAISE, by=parent, on=LATER)

    assert opinion.status == Opinion.Status.WAITING
    assert Rating.objects.get(program=opinion.program).given == 1


def test_in_the_first_month_it_is_too_early(contract, parent):
    assert refused(lambda: evaluating.give(contract, GOOD, by=parent, on=date(2026, 9, 30))) == (
        "too_early"
    )


def test_who_has_left_may_tell_at_once(contract, parent):
    contract.status = Contract.Status.CLOSED
    contract.save()

    assert evaluating.give(contract, GOOD, by=parent, on=date(2026, 9, 10)).pk


@pytest.mark.parametrize("status", ["requested", "accepted"])
def test_who_has_not_studied_tells_nothing(contract, parent, status):
    Contract.objects.filter(pk=contract.pk).update(status=status)

    assert refused(lambda: evaluating.give(contract, GOOD, by=parent, on=LATER)) == "not_studied"


def test_a_place_of_the_budget_is_told_of_too(certificate, group, parent):
    place = BudgetPlaceFactory(
        certificate=certificate, group=group, status="active", starts_on=START
    )

    opinion = evaluating.give(place, GOOD, by=parent, on=LATER)

    assert opinion.learning == place


def test_a_place_left_before_the_first_lesson_taught_nobody(certificate, group, parent):
    place = BudgetPlaceFactory(
        certificate=certificate, group=group, status="left", starts_on=START, left_on=START
    )

    assert refused(lambda: evaluating.give(place, GOOD, by=parent, on=LATER)) == "not_studied"


def test_the_last_words_count_and_are_checked_anew(contract, parent, moc):
    first = evaluating.give(contract, PRAISE, by=parent, on=LATER)
    vetting.publish(first, version=1, by=moc, on=LATER)
    answering.answer(first, "Спасибо!", by=parent, on=LATER)

    again = evaluating.give(contract, Said(0, 0, 0, 0, "Педагог ушёл."), by=parent, on=LATER)

    assert (again.pk, again.version) == (first.pk, 2)
    assert again.status == Opinion.Status.WAITING
    assert not Answer.objects.exists()


def test_other_marks_leave_the_words_published(contract, parent, moc):
    first = evaluating.give(contract, PRAISE, by=parent, on=LATER)
    vetting.publish(first, version=1, by=moc, on=LATER)

    again = evaluating.give(contract, Said(25, 100, 75, 100, PRAISE.text), by=parent, on=LATER)

    assert again.status == Opinion.Status.PUBLISHED
    assert (again.results, again.version) == (25, 1)


def test_the_other_parent_does_not_write_over_it(contract, parent, stranger):
    evaluating.give(contract, PRAISE, by=parent, on=LATER)

    assert refused(lambda: evaluating.give(contract, GOOD, by=stranger, on=LATER)) == (
        "already_given"
    )


def test_what_is_taken_back_counts_no_more_and_may_be_said_anew(contract, parent, stranger):
    opinion = evaluating.give(contract, PRAISE, by=parent, on=LATER)

    gone = evaluating.withdraw(opinion, by=parent, on=LATER)
    evaluating.withdraw(gone, by=parent, on=LATER)

    assert (gone.status, gone.text) == (Opinion.Status.WITHDRAWN, "")
    assert Rating.objects.get(program=opinion.program).given == 0
    anew = evaluating.give(contract, GOOD, by=stranger, on=LATER)
    assert (anew.pk, anew.author) == (opinion.pk, stranger)


def test_what_was_hidden_is_not_written_over(contract, parent, moc):
    opinion = evaluating.give(contract, PRAISE, by=parent, on=LATER)
    vetting.hide(opinion, "Реклама", version=1, by=moc, on=LATER)

    assert refused(lambda: evaluating.give(contract, GOOD, by=parent, on=LATER)) == (
        "opinion_hidden"
    )
    assert Rating.objects.get(program=opinion.program).given == 0


def test_closed_contracts_weigh_twice(plan, group, parent):
    group.program.provider.municipality.region.settings = {
        "rating_enabled": True,
        "rating_weights": {
            "results": 100, "staff": 0, "equipment": 0, "overall": 0, "turnover": 0,
        },
    }  # fmt: skip
    group.program.provider.municipality.region.save()
    for number in range(6):
        status = "closed" if number < 2 else "active"
        contract = ContractFactory(plan=plan, group=group, status=status, signed_on=START)
        evaluating.give(
            contract, Said(100 if number < 2 else 50, 0, 0, 0), by=UserFactory(), on=LATER
        )

    # 2 × 2 × 100 and 4 × 1 × 50, of 8
    assert Rating.objects.get(program=group.program).points == 7_500


def test_the_nightly_job_counts_a_contract_that_was_closed(contract, parent):
    evaluating.give(contract, GOOD, by=parent, on=LATER)
    assert list(tallying.recount_all()) == []
    ContractFactory(plan=contract.plan, group=contract.group, status="closed", signed_on=START)

    assert list(tallying.recount_all()) == [1]
    assert Rating.objects.get().studied == 2


def test_a_leaving_by_a_parent_lowers_the_turnover(plan, group):
    for number in range(10):
        contract = ContractFactory(
            plan=plan,
            group=group,
            status="closed",
            signed_on=START,
            ended_by="parent" if number < 6 else "time",
        )
        OpinionFactory(contract=contract)
    region = group.program.provider.municipality.region
    region.settings = {"rating_enabled": True}
    region.save()

    tallying.recount([group.program_id])

    # 85 % × 75, and nothing for the turnover
    assert Rating.objects.get(program=group.program).points == 6_375


def test_many_alike_are_told_of_with_age_and_season(contract, parent, moc, group):
    opinion = evaluating.give(contract, PRAISE, by=parent, on=LATER)
    born = contract.certificate.child.birth_date
    for _ in range(4):
        ContractFactory(
            plan=contract.plan,
            certificate=CertificateFactory(
                child__birth_date=born, municipality=contract.plan.municipality
            ),
            group=group,
            status="active",
            signed_on=START,
        )

    vetting.publish(opinion, version=1, by=moc, on=LATER)
    published = Opinion.objects.get()

    assert published.age == contract.certificate.child.age(LATER)
    assert published.since == START


def test_the_few_are_told_of_as_a_family(contract, parent, moc):
    opinion = evaluating.give(contract, PRAISE, by=parent, on=LATER)

    vetting.publish(opinion, version=1, by=moc, on=LATER)
    published = Opinion.objects.get()

    assert (published.age, published.since) == (None, None)


def test_who_may_only_look_writes_nothing(contract, stranger):
    GuardianshipFactory(
        child=contract.certificate.child, user=stranger, rights=Guardianship.Rights.LIMITED
    )

    assert refused(lambda: evaluating.give(contract, GOOD, by=stranger, on=LATER)) == "sees_only"


def test_a_teenager_with_full_rights_writes_too(contract, stranger):
    GuardianshipFactory(
        child=contract.certificate.child,
        user=stranger,
        relation=Guardianship.Relation.SELF,
        rights=Guardianship.Rights.FULL,
    )

    assert evaluating.give(contract, GOOD, by=stranger, on=LATER).author == stranger


def test_hidden_marks_do_not_come_back_by_taking_the_words_back(contract, parent):
    opinion = evaluating.give(contract, PRAISE, by=parent, on=LATER)
    vetting.hide(opinion, "Реклама", version=1, by=UserFactory(), on=LATER)
    evaluating.withdraw(opinion, by=parent, on=LATER)

    assert refused(lambda: evaluating.give(contract, GOOD, by=parent, on=LATER)) == (
        "opinion_hidden"
    )
    assert Rating.objects.get(program=opinion.program).given == 0


def test_who_works_in_the_organisation_does_not_praise_it(contract, parent):
    MemberFactory(provider=contract.provider, user=parent, position="teacher")

    assert refused(lambda: evaluating.give(contract, GOOD, by=parent, on=LATER)) == (
        "own_organisation"
    )


def test_one_child_of_many_contracts_is_not_many_alike(contract, parent, moc, group):
    """Neither the rating nor the age is told where all of it is of one child (R11.09)."""
    opinion = evaluating.give(contract, PRAISE, by=parent, on=LATER)
    for _ in range(4):
        OpinionFactory(
            contract=ContractFactory(
                plan=contract.plan,
                certificate=contract.certificate,
                group=group,
                status="closed",
                signed_on=START,
            ),
            program=group.program,
            author=parent,
        )
    tallying.recount([group.program_id])

    vetting.publish(opinion, version=1, by=moc, on=LATER)

    assert Rating.objects.get(program=group.program).points is None
    assert Opinion.objects.get(pk=opinion.pk).age is None
