"""Two tabs, two parents and a moderator press at once."""

from __future__ import annotations

from datetime import date

import pytest

from enrollment import evaluating, vetting
from enrollment.evaluating import Said
from enrollment.models import Contract, Opinion
from programs import rating
from programs.models import Rating
from tests.enrollment.test_races import at_once
from tests.factories.enrollment import ContractFactory, OpinionFactory
from tests.factories.users import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

START, ON = date(2026, 9, 1), date(2026, 10, 5)
GOOD = Said(75, 75, 75, 75, "Хорошо")


def taught(**fields) -> Contract:
    return ContractFactory(status="active", signed_on=START, **fields)


def gives(contract: Contract, by):
    return lambda: evaluating.give(contract, GOOD, by=by, on=ON)


def test_two_tabs_of_one_parent_write_one_opinion():
    contract, parent = taught(), UserFactory()

    assert at_once(*[gives(contract, parent)] * 4) == ["done"] * 4
    assert Opinion.objects.count() == 1


def test_of_two_parents_the_first_has_written():
    contract = taught()

    ends = at_once(*[gives(contract, UserFactory()) for _ in range(4)])

    assert ends == ["already_given"] * 3 + ["done"]


def test_without_the_lock_the_constraint_still_keeps_one(monkeypatch):
    monkeypatch.setattr(evaluating, "_lock", lambda learning: learning)
    contract = taught()

    at_once(*[gives(contract, UserFactory()) for _ in range(4)])

    assert Opinion.objects.count() == 1


def test_opinions_given_at_once_all_count():
    first = taught()
    contracts = [first, *(taught(plan=first.plan, group=first.group) for _ in range(5))]

    at_once(*[gives(contract, UserFactory()) for contract in contracts])

    assert Rating.objects.get().given == 6


def test_without_the_lock_of_the_rating_one_is_left_out(monkeypatch):
    def lock_nothing(keys):
        Rating.objects.bulk_create([Rating(program_id=key) for key in keys], ignore_conflicts=True)

    monkeypatch.setattr(rating, "lock", lock_nothing)
    first = taught()
    Rating.objects.create(program=first.group.program)
    lost = 0
    for _round in range(10):
        contracts = [taught(plan=first.plan, group=first.group) for _ in range(6)]
        at_once(*[gives(contract, UserFactory()) for contract in contracts])
        lost += Rating.objects.get().given < Opinion.objects.count()
        if lost:
            break

    assert lost


def test_of_two_moderators_one_decides():
    opinion = OpinionFactory(status="waiting")
    moderators = [UserFactory(), UserFactory()]

    ends = at_once(
        lambda: vetting.publish(opinion, version=1, by=moderators[0], on=ON),
        lambda: vetting.send_back(opinion, "Имя", version=1, by=moderators[1], on=ON),
    )

    assert ends == ["already_decided", "done"]


def test_a_change_and_a_verdict_at_once_never_publish_unread_words():
    parent = UserFactory()
    contract = taught()
    opinion = evaluating.give(contract, GOOD, by=parent, on=ON)
    other = Said(0, 0, 0, 0, "Совсем другое")

    at_once(
        lambda: evaluating.give(contract, other, by=parent, on=ON),
        lambda: vetting.publish(opinion, version=1, by=UserFactory(), on=ON),
    )

    opinion.refresh_from_db()
    assert (opinion.text, opinion.status) == ("Совсем другое", Opinion.Status.WAITING)
