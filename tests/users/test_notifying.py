"""The post office."""

import math

from django.core import mail
from django.db import transaction
from kombu.exceptions import OperationalError

from users import notifying, tasks
from users.models import Notification
from users.notifying import letters_are_history, notify


def tell(*people, **options):
    notify(people, "test", subject="Новость", body="Что-то случилось.", **options)


def test_a_letter_is_stored_for_each_and_sent_after_the_commit(
    parent, stranger, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        tell(parent, stranger)
        assert not mail.outbox

    assert {letter.to[0] for letter in mail.outbox} == {parent.email, stranger.email}
    assert not Notification.objects.filter(sent_at=None).exists()


def test_a_change_undone_tells_nobody(parent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        tell(parent)
        transaction.set_rollback(True)

    assert not Notification.objects.exists()
    assert not mail.outbox


def test_a_job_that_runs_twice_tells_once(parent, stranger):
    tell(parent, key="month:2026-09")
    tell(parent, stranger, key="month:2026-09")

    assert Notification.objects.filter(recipient=parent).count() == 1
    assert Notification.objects.filter(recipient=stranger).count() == 1


def test_nobody_to_tell_is_no_trouble(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        tell()

    assert not callbacks


def test_letters_of_the_demos_past_are_not_sent(parent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), letters_are_history():
        tell(parent)

    assert not mail.outbox
    assert Notification.objects.get().sent_at is not None


def test_a_queue_that_is_away_loses_nothing(
    parent, monkeypatch, django_capture_on_commit_callbacks
):
    def away(**options):
        raise OperationalError

    monkeypatch.setattr(tasks.send_unsent, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        tell(parent)

    assert Notification.objects.get().sent_at is None


def test_the_letters_of_a_moment_are_sent_by_one_task(
    parent, stranger, monkeypatch, settings, django_capture_on_commit_callbacks
):
    settings.LETTERS_GATHER_SECONDS = 60
    monkeypatch.setattr(notifying, "_woken_at", -math.inf)
    asked: list[dict[str, int]] = []
    monkeypatch.setattr(tasks.send_unsent, "apply_async", lambda **options: asked.append(options))

    with django_capture_on_commit_callbacks(execute=True):
        tell(parent)
        tell(stranger)

    assert asked == [{"countdown": 60}]


def test_the_first_opening_is_the_reading(parent):
    tell(parent)
    letter = Notification.objects.get()

    notifying.mark_read(letter)
    letter.refresh_from_db()
    first = letter.read_at
    notifying.mark_read(letter)
    letter.refresh_from_db()

    assert first is not None
    assert letter.read_at == first
