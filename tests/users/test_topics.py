"""Every letter is about something one can choose, or always comes."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from users.topics import ALWAYS, LABELS, PROGRAMS, TOPICS, WHO_GETS, label_for, topic_of

APPS = ("users", "providers", "programs", "certificates", "enrollment", "reporting")


def test_every_app_that_writes_letters_has_a_topic_or_they_always_come():
    root = Path(settings.BASE_DIR)
    kinds = {
        kind
        for app in APPS
        for path in (root / app).rglob("*.py")
        if re.search(r"letters|notifications", path.name)
        for kind in re.findall(rf'"({app}\.[a-z_]+)', path.read_text())
    }

    assert kinds
    assert [kind for kind in kinds if topic_of(kind) is None and not kind.startswith(ALWAYS)] == []


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        ("enrollment.contract_refused", "contracts"),
        ("enrollment.document_paid", "documents"),
        ("enrollment.lesson_moved", "lessons"),
        ("enrollment.lessons_denied", "contracts"),
        ("enrollment.answer_published", "opinions"),
        ("enrollment.answer_late", None),
        ("certificates.funding_granted", "certificates"),
        ("programs.places_found", "programs"),
        ("enrollment.seat_offered", None),
        ("users.recovery", None),
        ("somewhere.else", None),
    ],
)
def test_a_letter_is_about_what_its_kind_begins_with(kind, topic):
    assert topic_of(kind) == topic


def test_every_topic_has_its_words_and_its_people():
    assert set(TOPICS.values()) == set(LABELS) == set(WHO_GETS)


def test_a_family_reads_of_no_work_of_others(parent, moc):
    assert "модерация" not in str(label_for(parent, PROGRAMS))
    assert "модерация" in str(label_for(moc, PROGRAMS))
