"""Families say once a month whether lessons are really held."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from certificates.models import Guardianship
from enrollment import access, confirming, needing, timetabling
from enrollment.models import BudgetPlace, Confirmation
from reference import clock
from reference.days import Month
from reference.errors import RuleBroken
from tests.factories.certificates import CertificateFactory, GuardianshipFactory
from tests.factories.enrollment import BudgetPlaceFactory
from users import audit
from users.models import Notification

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
ON = date(2026, 11, 22)


@pytest.fixture
def place(certificate) -> BudgetPlace:
    return BudgetPlaceFactory(
        certificate=certificate, status=BudgetPlace.Status.ACTIVE, starts_on=date(2026, 9, 1)
    )


def say(place, parent, month=NOVEMBER, *, is_held=True, on=ON):
    return confirming.say(place, month, is_held=is_held, by=parent, on=on)


def refusal(*args, **told) -> str:
    with pytest.raises(RuleBroken) as broken:
        say(*args, **told)
    return broken.value.code


def test_one_word_for_a_month_which_may_change(place, parent):
    say(place, parent)
    say(place, parent)
    say(place, parent, is_held=False)

    assert [word.is_held for word in Confirmation.objects.all()] == [False]
    actions = [event.action for event in audit.history_of(place)]
    assert actions == ["month.confirmed", "month.denied"]


def test_a_no_is_heard_by_the_support_centre_once_and_names_nobody(place, parent, moc):
    say(place, parent)
    assert not Notification.objects.filter(recipient=moc).exists()

    say(place, parent, is_held=False)
    say(place, parent, is_held=False)

    letter = Notification.objects.get(recipient=moc)
    assert place.group.program.short_name in letter.body
    for name in (place.certificate.child.first_name, parent.last_name):
        assert name not in letter.subject + letter.body


@pytest.mark.parametrize("month", [Month(2026, 9), Month(2026, 12), Month(2025, 11)])
def test_only_this_month_and_the_last_are_spoken_of(place, parent, month):
    say(place, parent, OCTOBER)

    assert refusal(place, parent, month) == "dates"


def test_months_before_the_child_came_are_not(place, parent):
    BudgetPlace.objects.update(starts_on=date(2026, 11, 10))
    place.refresh_from_db()

    assert confirming.months_to_speak_of(place, on=ON) == [NOVEMBER]
    assert refusal(place, parent, OCTOBER) == "dates"


def test_who_does_not_study_says_nothing(place, parent):
    BudgetPlace.objects.update(status=BudgetPlace.Status.LEFT, left_on=date(2026, 11, 1))

    assert refusal(place, parent) == "wrong_status"


def test_who_may_only_look_says_nothing(place, parent):
    Guardianship.objects.filter(user=parent).update(rights=Guardianship.Rights.LIMITED)
    GuardianshipFactory(child=place.certificate.child)

    assert refusal(place, parent) == "sees_only"


def test_words_of_a_group_are_counted_when_nobody_can_be_told_by_them(place, parent):
    Confirmation.objects.bulk_create(
        Confirmation(
            certificate=CertificateFactory(), group=place.group, month=NOVEMBER.first_day,
            is_held=True, told_by=parent,
        )
        for _family in range(3)
    )  # fmt: skip
    say(place, parent, is_held=False)
    assert confirming.words_of(place.group, NOVEMBER) is None

    Confirmation.objects.create(
        certificate=CertificateFactory(),
        group=place.group,
        month=NOVEMBER.first_day,
        is_held=True,
        told_by=parent,
    )

    assert confirming.words_of(place.group, NOVEMBER) == {"held": 4, "denied": 1}
    assert confirming.words_of(place.group, OCTOBER) is None


def test_who_changes_their_word_again_and_again_writes_one_letter(place, parent, moc):
    for is_held in (False, True, False):
        say(place, parent, is_held=is_held)

    assert Notification.objects.filter(recipient=moc).count() == 1


def test_a_family_is_asked_from_the_twentieth_until_it_answers(place, parent):
    def asked(day: int) -> int:
        on = date(2026, 11, day)
        places = timetabling.places_of(
            access.family_contracts(parent), access.family_places(parent), on=on
        )
        return len(list(needing.of_the_month(places, on=on)))

    assert (asked(19), asked(20)) == (0, 1)
    say(place, parent)
    assert asked(22) == 0


# the page


@pytest.fixture
def page(client, parent, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: ON)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 6, tzinfo=UTC))
    client.force_login(parent)
    return client


def press(client, place, **data):
    address = reverse("enrollment:confirm_month_of_place", args=(place.pk,))
    return client.post(address, data, follow=True)


def test_one_press_is_enough(page, place):
    shown = page.get(reverse("enrollment:place_attendance", args=(place.pk,))).content.decode()
    assert "Да, ходит" in shown

    answer = press(page, place, month="2026-11-01", is_held="yes")

    assert "вы ответили, что занятия идут" in answer.content.decode()
    assert Confirmation.objects.get().is_held


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"month": "ноябрь", "is_held": "yes"},
        {"month": "2026-11-01", "is_held": "👩"},
        {"month": "а\x00б", "is_held": "no"},
        {"month": "2026-12-01", "is_held": "yes"},
    ],
)
def test_nonsense_is_a_sentence(page, place, data):
    answer = press(page, place, **data)

    assert answer.status_code == 200
    assert not Confirmation.objects.exists()


def test_another_familys_child_is_not_found(client, stranger, place):
    client.force_login(stranger)

    assert press(client, place, month="2026-11-01", is_held="no").status_code == 404
