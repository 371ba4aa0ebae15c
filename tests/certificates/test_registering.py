from dataclasses import replace
from datetime import date

import pytest

from certificates import registering
from certificates.models import Guardianship
from certificates.registering import ChildFields
from reference.errors import RuleBroken
from tests.factories.certificates import snils

ON = date(2026, 9, 5)


@pytest.fixture
def fields(municipality) -> ChildFields:
    return ChildFields(
        municipality=municipality,
        last_name="Соловьёва",
        first_name="Алёна",
        patronymic="Игоревна",
        birth_date=date(2018, 3, 8),
        sex="f",
        snils=snils(1),
    )


def register(fields, parent, on=ON):
    return registering.register_child(fields, relation="mother", by=parent, on=on)


def test_a_child_is_written_down_with_the_parent(fields, parent):
    child = register(fields, parent)

    assert Guardianship.objects.get(child=child).user == parent
    assert child.name_key == "соловьева алена игоревна"


@pytest.mark.parametrize(
    ("born", "passes"),
    [
        (date(2021, 9, 5), True),  # five today
        (date(2021, 9, 6), False),  # five tomorrow
        (date(2008, 9, 6), True),  # seventeen to the last day
        (date(2008, 9, 5), False),  # eighteen today
    ],
)
def test_certificates_are_for_ages_from_five_to_seventeen(fields, parent, born, passes):
    young = replace(fields, birth_date=born)

    if passes:
        assert register(young, parent)
    else:
        with pytest.raises(RuleBroken) as refusal:
            register(young, parent)
        assert (refusal.value.code, refusal.value.field) == ("age", "birth_date")


def test_a_municipality_may_take_younger_children(fields, parent):
    fields.municipality.region.settings = {"age_min": 4}

    assert register(replace(fields, birth_date=date(2022, 1, 1)), parent)


def test_the_same_snils_is_a_duplicate(fields, parent, stranger):
    register(fields, parent)

    with pytest.raises(RuleBroken) as refusal:
        register(replace(fields, last_name="Другая"), stranger)

    assert (refusal.value.code, refusal.value.field) == ("snils_taken", "snils")


def test_the_same_name_and_birth_date_is_a_duplicate_even_when_typed_otherwise(
    fields, parent, stranger
):
    register(fields, parent)

    with pytest.raises(RuleBroken) as refusal:
        register(
            replace(fields, last_name="СОЛОВЬЕВА", first_name="Алена", snils=snils(2)), stranger
        )

    assert refusal.value.code == "duplicate_child"


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("11223344595", True),
        ("11223344594", False),
        ("08765430300", True),  # the sum 101 counts as 00
        ("00100199800", True),  # too old to have a check sum
        ("1122334459", False),
        ("1122334459x", False),
    ],
)
def test_the_check_sum_of_a_snils(digits, valid):
    assert registering.is_snils(digits) is valid


def test_a_snils_with_a_wrong_check_sum_is_refused(fields, parent):
    with pytest.raises(RuleBroken) as refusal:
        register(replace(fields, snils="11223344594"), parent)

    assert refusal.value.code == "snils"


def test_consent_is_given_once(child, parent):
    first = registering.give_consent(child, by=parent)

    assert registering.give_consent(child, by=parent) == first
    assert registering.has_consent(child)
