"""The clock of an answer, and the ladder when the answer does not come."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from enrollment import awaiting, enrolling, hurrying, jobs, placing
from enrollment.models import AnswerReminder, Contract
from reference import clock
from reference.models import Holiday
from users.models import Notification

ON = date(2026, 9, 7)  # a Monday; the answer is due on Saturday the 12th
START = date(2026, 9, 20)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, moc):
    return enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=ON)


def hurry(contract: Contract, day: int) -> int:
    return sum(hurrying.hurry(contract.certificate.municipality, on=date(2026, 9, day)))


def steps() -> list[str]:
    return list(AnswerReminder.objects.values_list("step", flat=True))


def told(kind: str):
    return Notification.objects.filter(kind=f"enrollment.{kind}")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (7, "Осталось 5 рабочих дней."),
        (10, "Осталось 2 рабочих дня."),
        (11, "Остался 1 рабочий день."),
        (12, "Сегодня последний день."),
        (13, "Просрочено на 1 день."),
        (17, "Просрочено на 5 дней."),
    ],
)
def test_the_clock_says_how_many_working_days_are_left(contract, day, words):
    with translation.override("ru"):
        assert awaiting.turn_of(contract, on=date(2026, 9, day)).clock == words


def test_where_only_days_off_are_left_the_clock_says_so(contract):
    contract.requested_on = date(2026, 9, 8)

    with translation.override("ru"):
        clock_of = awaiting.turn_of(contract, on=date(2026, 9, 12)).clock
    assert clock_of == "Остались только выходные дни."


def test_a_holiday_is_no_working_day(contract):
    turn = awaiting.turn_of(contract, on=ON, holidays={date(2026, 9, 9)})

    assert turn.working_days == 4


def test_the_parents_clock_counts_every_day(contract, provider_manager):
    accepted = enrolling.accept(contract, by=provider_manager, on=ON)

    with translation.override("ru"):
        assert awaiting.turn_of(accepted, on=ON + timedelta(days=2)).clock == "Осталось 8 дней."


def test_the_ladder_is_climbed_step_by_step_and_each_step_once(contract, provider_manager, moc):
    assert [hurry(contract, day) for day in (8, 10, 11, 11, 12)] == [0, 0, 1, 0, 0]
    assert told("answer_soon").get().recipient == provider_manager
    assert [hurry(contract, day) for day in (13, 14)] == [1, 0]
    assert told("answer_late").get().recipient == provider_manager
    assert [hurry(contract, day) for day in (15, 16)] == [1, 0]
    assert told("organisations_are_silent").get().recipient == moc
    assert steps() == ["soon", "late", "centre"]


def test_a_missed_day_skips_to_the_step_that_is_due(contract):
    assert hurry(contract, 20) == 1
    assert steps() == ["centre"]


def test_the_centre_gets_one_letter_about_all_of_them_without_a_name(contract, certificate, parent):
    hurry(contract, 20)

    letter = told("organisations_are_silent").get()
    assert "1 заявка осталась без ответа" in letter.body
    assert contract.number in letter.body
    child = contract.certificate.child
    assert child.first_name not in letter.body
    assert child.last_name not in letter.body


def test_who_has_answered_is_not_reminded(contract, provider_manager):
    enrolling.refuse(contract, Contract.Refusal.AGE, by=provider_manager, on=ON)

    assert hurry(contract, 20) == 0


def test_the_family_is_reminded_to_sign_a_day_before(contract, provider_manager, parent):
    enrolling.accept(contract, by=provider_manager, on=ON)

    assert [hurry(contract, day) for day in (15, 16, 17, 18)] == [0, 1, 0, 0]
    assert told("answer_sign").get().recipient == parent


def test_a_place_without_certificate_money_has_the_same_ladder(
    certificate, group, parent, provider_manager, moc
):
    group.program.register, group.program.certified_on = "significant", None
    group.program.save()
    place = placing.apply_for_budget_place(certificate, group, starts_on=START, by=parent, on=ON)

    assert sum(hurrying.hurry(certificate.municipality, on=date(2026, 9, 11))) == 1
    assert AnswerReminder.objects.get().place == place


def test_the_job_of_the_morning_is_of_each_municipality():
    assert jobs.JOBS["answers"].is_municipal
    assert jobs.JOBS["answers"].at == jobs.MORNING


def see(client, monkeypatch, user, contract, day):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, day))
    client.force_login(user)
    return client.get(contract.get_absolute_url()).content.decode()


def test_both_sides_see_the_clock_and_who_was_reminded(
    client, monkeypatch, contract, parent, provider_manager
):
    hurry(contract, 13)

    for user in (parent, provider_manager):
        page = see(client, monkeypatch, user, contract, 14)
        assert "Просрочено на 2 дня." in page
        assert "13.09.2026: организации сообщили, что срок прошёл." in page


def test_the_inbox_shows_it_in_words_and_with_a_sign(
    client, monkeypatch, contract, provider_manager
):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, 14))
    client.force_login(provider_manager)

    page = client.get(reverse("enrollment:inbox")).content.decode()

    assert "⚠" in page
    assert "Просрочено на 2 дня." in page


def test_the_holidays_are_those_of_the_portal(client, monkeypatch, contract, parent):
    Holiday.objects.create(day=date(2026, 9, 9), name="День района")

    assert "Осталось 4 рабочих дня." in see(client, monkeypatch, parent, contract, 7)
