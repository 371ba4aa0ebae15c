"""Groups of which families say that no lessons are held."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment import confirming, doubting
from enrollment.models import BudgetPlace
from reference import clock
from reference.days import Month
from tests.factories.certificates import CertificateFactory, GuardianshipFactory
from tests.factories.enrollment import BudgetPlaceFactory, LessonFactory
from users.models import Notification

ON = date(2026, 10, 25)
OCTOBER = Month.of(ON)


@pytest.fixture
def said(municipality, group):
    """One more family of the group says yes or no of a month."""

    def say(*, is_held: bool, month: Month = OCTOBER, on: date = ON) -> BudgetPlace:
        certificate = CertificateFactory(municipality=municipality)
        place = BudgetPlaceFactory(
            certificate=certificate, group=group, status="active", starts_on=date(2026, 9, 1)
        )
        person = GuardianshipFactory(child=certificate.child).user
        confirming.say(place, month, is_held=is_held, by=person, on=on)
        return place

    return say


def test_a_group_stands_there_with_both_words_and_its_journal(said, group, municipality):
    said(is_held=False)
    said(is_held=False)
    said(is_held=True)
    for day, status in ((6, "held"), (13, "held"), (20, "cancelled"), (27, "planned")):
        LessonFactory(group=group, day=date(2026, 10, day), status=status)
    LessonFactory(group=group, day=date(2026, 9, 29), status="held")

    (doubt,) = doubting.doubts_of([municipality.pk], month=OCTOBER)

    assert (doubt.group, doubt.month, doubt.denied, doubt.held) == (group, OCTOBER, 2, 1)
    assert doubt.journal == doubting.Journal(lessons=4, held=2, cancelled=1)


def test_where_nobody_says_no_nothing_is_in_doubt(said, municipality):
    said(is_held=True)

    assert doubting.doubts_of([municipality.pk], month=OCTOBER) == []


def test_what_was_long_ago_is_shown_no_more(said, municipality):
    said(is_held=False)

    assert doubting.doubts_of([municipality.pk], month=OCTOBER.shift(2))
    assert not doubting.doubts_of([municipality.pk], month=OCTOBER.shift(3))


def test_the_page_names_no_family_and_asks_as_often_for_many(client, said, moc, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: ON)
    client.force_login(moc)

    def page():
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(reverse("enrollment:doubts"))
        return answer.content.decode(), len(asked)

    place = said(is_held=False)
    page()
    shown, few = page()
    said(is_held=False)

    assert "занятий нет: 1" in shown
    assert place.certificate.child.last_name not in shown
    assert page()[1] == few


def test_another_support_centre_sees_nothing_of_it(client, said, foreign_moc, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: ON)
    said(is_held=False)
    client.force_login(foreign_moc)

    assert "Никто об этом не сообщал" in client.get(reverse("enrollment:doubts")).content.decode()


def test_the_letter_leads_to_the_list_and_not_to_the_family(said, moc):
    said(is_held=False)

    letter = Notification.objects.get(recipient=moc, kind="enrollment.lessons_denied")
    assert letter.url == reverse("enrollment:doubts")
