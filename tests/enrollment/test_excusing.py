"""A family tells beforehand that its child does not come."""

from datetime import date, time

import pytest

from certificates.models import Guardianship
from enrollment import enrolling, excusing
from enrollment.models import Absence, BudgetPlace
from reference.errors import RuleBroken
from tests.factories.certificates import GuardianshipFactory
from tests.factories.enrollment import BudgetPlaceFactory, LessonFactory
from tests.factories.programs import GroupFactory, SlotFactory
from users import audit

TUESDAY = date(2026, 9, 15)


@pytest.fixture
def place(certificate) -> BudgetPlace:
    """Tuesdays from 15:00."""
    group = GroupFactory()
    SlotFactory(group=group)
    return BudgetPlaceFactory(
        certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE
    )


def tell(place, parent, day=TUESDAY, on=date(2026, 9, 14)):
    excusing.tell(place, day, by=parent, on=on)


def refusal(place, parent, **told) -> str:
    with pytest.raises(RuleBroken) as broken:
        tell(place, parent, **told)
    return broken.value.code


def test_the_teacher_knows_for_whom_and_when(place, parent):
    tell(place, parent)

    assert excusing.told_for(place.group_id, [TUESDAY]) == {(place.certificate_id, TUESDAY)}
    assert audit.history_of(place).filter(action="absence.told").exists()


def test_told_twice_is_told_once(place, parent):
    tell(place, parent)
    tell(place, parent)

    assert Absence.objects.count() == 1
    assert audit.history_of(place).filter(action="absence.told").count() == 1


def test_of_today_it_may_still_be_told_of_yesterday_not(place, parent):
    tell(place, parent, on=TUESDAY)

    assert refusal(place, parent, on=date(2026, 9, 16)) == "dates"


def test_there_must_be_a_lesson(place, parent):
    assert refusal(place, parent, day=date(2026, 9, 16)) == "no_lesson"


def test_a_cancelled_lesson_needs_no_absence_the_made_up_one_may_have_it(place, parent):
    LessonFactory(
        group=place.group,
        day=TUESDAY,
        starts_at=time(15),
        status="cancelled",
        made_up_on=date(2026, 9, 17),
    )

    assert refusal(place, parent) == "no_lesson"
    tell(place, parent, day=date(2026, 9, 17))


def test_only_who_studies_can_be_absent(place, parent):
    BudgetPlace.objects.update(status=BudgetPlace.Status.LEFT, left_on=date(2026, 9, 10))

    assert refusal(place, parent) == "wrong_status"


def test_a_contract_is_told_of_likewise(funded_certificate, group, parent, provider_manager):
    SlotFactory(group=group)
    on = date(2026, 9, 1)
    contract = enrolling.apply(funded_certificate, group, starts_on=on, by=parent, on=on)
    contract = enrolling.accept(contract, by=provider_manager, on=on)
    contract = enrolling.sign(contract, by=parent, on=on)

    tell(contract, parent)

    assert Absence.objects.get().certificate == funded_certificate


def test_it_is_taken_back_before_the_day_is_past(place, parent):
    tell(place, parent)

    with pytest.raises(RuleBroken, match="прошёл"):
        excusing.take_back(place, TUESDAY, by=parent, on=date(2026, 9, 16))
    excusing.take_back(place, TUESDAY, by=parent, on=TUESDAY)
    excusing.take_back(place, TUESDAY, by=parent, on=TUESDAY)

    assert not Absence.objects.exists()
    assert audit.history_of(place).filter(action="absence.taken_back").count() == 1


def test_who_may_only_look_tells_nothing(place, parent):
    child = place.certificate.child
    Guardianship.objects.filter(user=parent).update(rights=Guardianship.Rights.LIMITED)
    GuardianshipFactory(child=child)

    assert refusal(place, parent) == "sees_only"
