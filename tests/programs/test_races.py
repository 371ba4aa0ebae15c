"""Two people press at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from programs import moderating
from programs.models import Program, Review
from reference.errors import RuleBroken
from tests.factories.programs import DraftFactory
from tests.factories.users import UserFactory
from users.models import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

ON = date(2026, 9, 5)


def at_once(*verbs: Callable[[], Any]) -> list[str]:
    """Run the verbs on connections of their own, started together; returns how each ended."""
    start = Barrier(len(verbs))

    def press(verb: Callable[[], Any]) -> str:
        try:
            start.wait(timeout=10)
            verb()
        except RuleBroken as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(verbs)) as people:
        return sorted(people.map(press, verbs))


def test_of_many_moderators_one_takes_the_program_up(provider, municipality):
    program = DraftFactory(provider=provider, status=Program.Status.SUBMITTED)
    moderators = [UserFactory(role=Role.MOC, municipality=municipality) for _ in range(4)]

    ends = at_once(
        *[lambda one=one: moderating.take_up(program, by=one, on=ON) for one in moderators]
    )

    assert ends == ["already_taken", "already_taken", "already_taken", "done"]
    assert Review.objects.count() == 1


def test_two_decisions_on_a_check_leave_one(provider, moc):
    program = DraftFactory(provider=provider, status=Program.Status.SUBMITTED)
    review = moderating.take_up(program, by=moc, on=ON)

    ends = at_once(
        lambda: moderating.publish(review, by=moc, on=ON),
        lambda: moderating.return_with_remarks(review, {"goals": "Мало"}, by=moc, on=ON),
    )

    assert ends == ["already_decided", "done"]
