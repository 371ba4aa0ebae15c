"""One press, one effect."""

from uuid import UUID, uuid4

import pytest
from django.db import OperationalError

from reference.errors import RuleBroken
from tests.factories.reference import MunicipalityFactory
from users.commanding import once
from users.models import Command, User


def press(key: UUID, by: User, made: list, kind: str = "make", **inputs: object):
    def do():
        made.append(MunicipalityFactory())
        return made[-1]

    return once(key, kind, type(MunicipalityFactory.build()), do, by=by, **inputs)


def test_the_second_press_returns_what_the_first_one_made(parent):
    key = uuid4()
    made: list = []

    first = press(key, parent, made, group=1)

    assert press(key, parent, made, group=1) == first
    assert len(made) == 1


def test_two_commands_are_two_effects(parent):
    made: list = []

    press(uuid4(), parent, made)
    press(uuid4(), parent, made)

    assert len(made) == 2


@pytest.mark.parametrize("change", ["kind", "inputs", "person"])
def test_a_key_is_good_for_one_thing_only(parent, stranger, change):
    key = uuid4()
    made: list = []
    press(key, parent, made, group=1)

    with pytest.raises(RuleBroken) as refusal:
        press(
            key,
            stranger if change == "person" else parent,
            made,
            kind="other" if change == "kind" else "make",
            group=2 if change == "inputs" else 1,
        )

    assert refusal.value.code == "command_conflict"
    assert len(made) == 1


def test_a_refused_command_may_be_tried_again(parent):
    key = uuid4()
    made: list = []

    def refuse():
        raise RuleBroken("group_full", "full")

    with pytest.raises(RuleBroken):
        once(key, "make", User, refuse, by=parent)

    assert not Command.objects.exists()
    press(key, parent, made)
    assert len(made) == 1


class Deadlock(Exception):
    pgcode = "40P01"


def deadlocked() -> OperationalError:
    """What Django raises when the database chose this transaction to die."""
    failure = OperationalError("deadlock detected")
    failure.__cause__ = Deadlock()
    return failure


@pytest.mark.parametrize(("failures", "passes"), [(2, True), (3, False)])
def test_a_deadlock_is_tried_again_a_few_times(parent, failures, passes):
    left = [deadlocked() for _ in range(failures)]

    def do():
        if left:
            raise left.pop()
        return MunicipalityFactory()

    def press_once():
        return once(uuid4(), "make", type(MunicipalityFactory.build()), do, by=parent)

    if passes:
        assert press_once().pk
    else:
        with pytest.raises(OperationalError):
            press_once()
    assert Command.objects.count() == passes
