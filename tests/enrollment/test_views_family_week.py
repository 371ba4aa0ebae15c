"""The page of the family's week."""

import html
import re
from datetime import UTC, date, datetime, time

import pytest
from django.core.cache import cache
from django.urls import reverse

from enrollment.models import BudgetPlace, WeekAddress
from enrollment.views import family_week
from reference import clock
from tests.factories.enrollment import BudgetPlaceFactory, LessonFactory
from tests.factories.programs import GroupFactory, SlotFactory


@pytest.fixture(autouse=True)
def today(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 9, 5, 6, tzinfo=UTC))
    cache.clear()


@pytest.fixture
def lesson(certificate):
    group = GroupFactory(room="зал 2")
    SlotFactory(group=group)
    return BudgetPlaceFactory(
        certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE
    )


def words(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return " ".join(text.split()).replace("\xa0", " ")


def look(client, **asked):
    return client.get(reverse("enrollment:week"), asked)


def test_the_week_shows_who_learns_what_where_and_when(client, parent, certificate, lesson):
    client.force_login(parent)

    page = words(look(client))

    assert "15:00–16:30" in page
    assert certificate.child.first_name in page
    assert lesson.group.program.short_name in page
    assert f"{lesson.group.venue.address}, зал 2" in page
    assert "пересекаются" not in page


def test_a_clash_is_marked_on_both_lessons(client, parent, certificate, lesson):
    group = GroupFactory()
    SlotFactory(group=group, starts_at=time(16, 0), ends_at=time(17, 0))
    BudgetPlaceFactory(certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE)
    client.force_login(parent)

    page = words(look(client))

    assert "Занятия одного ребёнка пересекаются" in page
    assert page.count("Пересекается:") == 2


def test_what_the_journal_changed_is_said_in_words(client, parent, lesson):
    moved = {"status": "cancelled", "made_up_on": date(2026, 9, 4)}
    LessonFactory(group=lesson.group, day=date(2026, 9, 1), starts_at=time(15), **moved)
    LessonFactory(group=lesson.group, day=date(2026, 9, 8), starts_at=time(15), status="cancelled")
    client.force_login(parent)

    this, following = words(look(client, day="2026-09-05")), words(look(client, day="2026-09-07"))

    assert "Перенесено на 04.09.2026" in this
    assert "Вместо занятия 01.09.2026" in this
    assert "Суббота, 05.09 сегодня" in this
    assert "Отменено" in following
    assert "07.09.2026 – 13.09.2026" in following


def test_a_week_whose_lessons_are_over_gives_way_to_the_next_one(client, parent, lesson):
    client.force_login(parent)

    unasked, asked = words(look(client)), words(look(client, day="2026-08-31"))

    assert "07.09.2026 – 13.09.2026" in unasked
    assert "На этой неделе занятий больше нет" in unasked
    assert "Эта неделя" in unasked
    assert "31.08.2026 – 06.09.2026" in asked
    assert "занятий больше нет" not in asked


def test_a_lesson_that_goes_on_keeps_this_week(client, parent, lesson):
    SlotFactory(group=lesson.group, weekday=6, starts_at=time(8), ends_at=time(9, 1))
    client.force_login(parent)

    assert "31.08.2026 – 06.09.2026" in words(look(client))


def test_the_next_week_is_not_shown_when_nothing_takes_place_in_it(client, parent, lesson):
    LessonFactory(group=lesson.group, day=date(2026, 9, 8), starts_at=time(15), status="cancelled")
    client.force_login(parent)

    assert "31.08.2026 – 06.09.2026" in words(look(client))


@pytest.mark.parametrize("day", ["", "вчера", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_as_if_nothing_was_asked(client, parent, lesson, day):
    client.force_login(parent)

    assert "07.09.2026 – 13.09.2026" in words(look(client, day=day))


def test_an_empty_week_says_when_the_next_lesson_is(client, parent, lesson):
    BudgetPlace.objects.update(starts_on=date(2026, 9, 10))
    client.force_login(parent)

    page = words(look(client))

    assert "На этой неделе занятий нет" in page
    assert "вторник, 15.09.2026, 15:00" in page.casefold()


def test_the_usual_week_has_no_dates(client, parent, stranger, lesson):
    client.force_login(parent)

    page = words(client.get(reverse("enrollment:usual_week")))

    assert "Вторник" in page
    assert "15:00–16:30" in page
    client.force_login(stranger)
    assert lesson.group.program.short_name not in words(
        client.get(reverse("enrollment:usual_week"))
    )


def test_a_family_without_lessons_is_led_to_the_catalogue(client, stranger, lesson):
    client.force_login(stranger)

    page = words(look(client))

    assert "Занятий пока нет" in page
    assert lesson.group.program.short_name not in page


def test_only_families_have_a_week(client, clerk):
    client.force_login(clerk)

    assert look(client).status_code == 404


def test_the_week_asks_as_much_for_many_lessons(
    client, parent, certificate, lesson, django_assert_max_num_queries
):
    for hour in range(8, 14):
        group = GroupFactory()
        SlotFactory(group=group, starts_at=time(hour), ends_at=time(hour + 1))
        BudgetPlaceFactory(certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE)
    client.force_login(parent)

    with django_assert_max_num_queries(20):
        look(client)


# the private address


@pytest.fixture
def address(client, parent, lesson) -> str:
    client.force_login(parent)
    client.post(reverse("enrollment:renew_week_address"))
    client.logout()
    return reverse("enrollment:week_calendar", args=(WeekAddress.objects.get().token,))


def test_a_parent_makes_an_address_that_opens_without_signing_in(client, parent, lesson):
    client.force_login(parent)
    assert "ics" not in look(client).content.decode()

    answer = client.post(reverse("enrollment:renew_week_address"), follow=True)

    address = reverse("enrollment:week_calendar", args=(WeekAddress.objects.get().token,))
    assert address in answer.content.decode()
    client.logout()
    file = client.get(address)
    assert file.status_code == 200
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert file["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in file["Cache-Control"]
    assert file.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"BEGIN:VEVENT" in file.content


def test_an_address_holds_no_personal_data(address, parent, certificate):
    for secret in (
        parent.last_name,
        parent.email,
        certificate.child.first_name,
        certificate.number,
        f"/{parent.pk}",
    ):
        assert secret not in address


def test_a_renewed_and_a_removed_address_are_gone(client, parent, address):
    client.force_login(parent)
    client.post(reverse("enrollment:renew_week_address"))
    newer = reverse("enrollment:week_calendar", args=(WeekAddress.objects.get().token,))

    assert client.get(address).status_code == 404
    assert client.get(newer).status_code == 200
    client.post(reverse("enrollment:remove_week_address"))
    assert client.get(newer).status_code == 404


def test_only_families_make_an_address(client, clerk):
    client.force_login(clerk)

    assert client.post(reverse("enrollment:renew_week_address")).status_code == 404
    assert not WeekAddress.objects.exists()


@pytest.mark.parametrize("token", ["x", "²", "%00", "'%20OR%201=1", "ы" * 500, "a" * 5000])
def test_nonsense_is_no_address(client, db, token):
    assert client.get(f"{reverse('enrollment:week')}{token}.ics").status_code in (302, 404)


def test_guesses_are_slowed_down(client, address, monkeypatch):
    monkeypatch.setattr(family_week, "WRONG_ADDRESSES", 2)
    wrong = reverse("enrollment:week_calendar", args=("guessed",))

    answers = [client.get(wrong).status_code for _ in range(3)]

    assert answers == [404, 404, 429]
    assert client.get(address).status_code == 200


def test_an_address_is_not_read_without_end(client, address, monkeypatch):
    monkeypatch.setattr(family_week, "READINGS", 2)

    answers = [client.get(address) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "3600"
