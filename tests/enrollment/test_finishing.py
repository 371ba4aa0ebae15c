from datetime import date

import pytest

from enrollment import enrolling, finishing, monthly
from enrollment.models import Contract
from reference.days import Month
from reference.errors import RuleBroken

ON = date(2026, 9, 5)
SUMMER = date(2027, 6, 1)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager) -> Contract:
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON
    )
    enrolling.accept(contract, by=provider_manager, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


def code_of(verb, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb(*args, **kwargs)
    return refusal.value.code


@pytest.fixture
def closed(contract) -> Contract:
    monthly.turn(contract.plan.municipality, Month(2027, 6), by=None)
    contract.refresh_from_db()
    return contract


def test_the_result_is_noted_when_the_lessons_are_over(closed, provider_manager):
    """R6.52."""
    noted = finishing.note_result(
        closed,
        Contract.Result.DOCUMENT,
        " Свидетельство № 5 от 31.05.2027 ",
        by=provider_manager,
        on=SUMMER,
    )

    assert (noted.result, noted.result_document) == (
        "document",
        "Свидетельство № 5 от 31.05.2027",
    )


def test_a_document_has_its_number(closed, provider_manager):
    code = code_of(
        finishing.note_result, closed, Contract.Result.DOCUMENT, by=provider_manager, on=SUMMER
    )

    assert code == "document_missing"


def test_while_lessons_go_on_there_is_no_result(contract, provider_manager):
    code = code_of(
        finishing.note_result,
        contract,
        Contract.Result.MASTERED,
        by=provider_manager,
        on=date(2027, 5, 1),
    )

    assert code == "too_early"


def test_the_medical_certificate_is_noted_once(contract, provider_manager):
    """R6.12: asked for by the organisation at the stage of the contract."""
    assert code_of(finishing.note_medical, contract, by=provider_manager, on=ON) == "not_needed"
    program = contract.group.program
    program.needs_medical_certificate = True
    program.save()

    finishing.note_medical(contract, by=provider_manager, on=ON)
    noted = finishing.note_medical(contract, by=provider_manager, on=SUMMER)

    assert noted.medical_seen_on == ON
