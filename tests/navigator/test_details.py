"""What an action noted reads as words, not as codes and kopecks."""

import pytest
from django.utils import translation

from navigator import details
from users import audit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("action", "noted", "words"),
    [
        ("certificate.funded", {"nominal": 960_000}, ["номинал: 9 600,00 ₽"]),
        ("provider.suspended", {"before": "active"}, ["было: действует"]),
        ("provider.revised", {"fields": ["short_name", "licence_on"]}, ["поля: краткое"]),
        ("consent.given", {"channel": "paper"}, ["как: на бумаге"]),
        ("program.reopened", {"was_certified": True}, ["была сертифицирована: да"]),
        ("provider.applied", {"reason": ""}, []),
        ("agreement.maximum_set", {"before": 100, "after": 250}, ["было: 1,00 ₽", "стало: 2,50"]),
    ],
)
def test_a_detail_is_said_in_words(provider, moc, action, noted, words):
    event = audit.record(moc, action, provider, **noted)

    with translation.override("ru"):
        said = [" ".join(line.split()) for line in details.in_words(event)]

    assert len(said) == len(words)
    assert all(line.startswith(begins) for line, begins in zip(said, words, strict=True))


def test_a_detail_without_a_name_is_shown_as_it_is(provider, moc):
    event = audit.record(moc, "provider.applied", provider, colour="blue")

    assert details.in_words(event) == ["colour: blue"]
