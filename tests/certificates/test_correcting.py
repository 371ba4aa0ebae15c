"""What is known of a child is corrected by the family, later by the desk (R11.06, R2.08)."""

from dataclasses import replace
from datetime import date

import pytest

from certificates import correcting
from certificates.correcting import ChildData
from certificates.models import Child, Guardianship
from reference.errors import RuleBroken
from tests.factories.certificates import ChildFactory, GuardianshipFactory, snils
from users.models import AuditEvent, Notification

SELF = Guardianship.Relation.SELF


@pytest.fixture
def data(child) -> ChildData:
    return ChildData.of(child)


@pytest.fixture
def seen(child, clerk, on) -> Child:
    child.documents_seen_on, child.documents_seen_by = on, clerk
    child.save(update_fields=["documents_seen_on", "documents_seen_by"])
    return child


def code_of(verb) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def test_the_family_mends_a_name_before_the_documents_are_seen(child, data, parent, on):
    told = correcting.tell(child, replace(data, last_name="Ёлкина"), by=parent, on=on)

    assert told.name_key.startswith("елкина ")
    assert AuditEvent.objects.get(action="child.told_anew").details["fields"] == ["last_name"]


def test_the_family_tells_a_new_school_at_any_time(seen, data, parent, on):
    told = correcting.tell(seen, replace(data, school="Школа № 2"), by=parent, on=on)

    assert told.school == "Школа № 2"


def test_seen_documents_are_corrected_at_the_desk(seen, data, parent, clerk, on):
    changed = replace(data, birth_date=date(2016, 5, 20))
    assert code_of(lambda: correcting.tell(seen, changed, by=parent, on=on)) == "documents_seen"

    corrected = correcting.correct(seen, changed, "свидетельство", by=clerk, on=on)

    assert corrected.birth_date == date(2016, 5, 20)
    event = AuditEvent.objects.get(action="child.corrected")
    assert (event.details["fields"], event.details["reason"]) == (["birth_date"], "свидетельство")
    assert Notification.objects.get(recipient=parent).kind == "certificates.child_corrected"


def test_nothing_changed_nothing_is_written(child, data, clerk, on):
    correcting.correct(child, data, "ошибка", by=clerk, on=on)

    assert not AuditEvent.objects.filter(action="child.corrected").exists()


def test_a_twin_is_found(child, data, clerk, on):
    other = ChildFactory(last_name="Ёлкина", first_name="Анна", patronymic="")
    same = replace(
        data,
        last_name="Елкина",
        first_name="Анна",
        patronymic="",
        birth_date=other.birth_date,
    )

    assert code_of(lambda: correcting.correct(child, same, "да", by=clerk, on=on)) == (
        "duplicate_child"
    )


def test_a_snils_is_right_and_nobody_elses(child, data, clerk, on):
    taken = ChildFactory().snils
    fresh = snils(777_777)

    assert code_of(
        lambda: correcting.correct(child, replace(data, snils=taken), "да", by=clerk, on=on)
    ) == ("snils_taken")
    assert code_of(
        lambda: correcting.correct(child, replace(data, snils="12345678901"), "да", by=clerk, on=on)
    ) == ("snils")
    corrected = correcting.correct(child, replace(data, snils=fresh), "да", by=clerk, on=on)
    assert corrected.snils == fresh


def test_a_birth_date_keeps_the_ages_of_certificates_and_of_own_accounts(child, data, clerk, on):
    assert (
        code_of(
            lambda: correcting.correct(
                child, replace(data, birth_date=date(2000, 1, 1)), "да", by=clerk, on=on
            )
        )
        == "age"
    )
    GuardianshipFactory(child=child, relation=SELF)
    assert (
        code_of(
            lambda: correcting.correct(
                child, replace(data, birth_date=date(2016, 1, 1)), "да", by=clerk, on=on
            )
        )
        == "has_own_account"
    )


def test_who_may_only_look_corrects_nothing(child, data, on):
    looking = GuardianshipFactory(child=child, rights="limited").user

    assert (
        code_of(lambda: correcting.tell(child, replace(data, school="Х"), by=looking, on=on))
        == "sees_only"
    )


def test_the_own_child_is_corrected_by_a_colleague(child, data, clerk, on):
    GuardianshipFactory(child=child, user=clerk, relation="other")
    changed = replace(data, birth_date=date(2017, 5, 20))

    assert code_of(lambda: correcting.correct(child, changed, "ошибка", by=clerk, on=on)) == (
        "own_family"
    )
