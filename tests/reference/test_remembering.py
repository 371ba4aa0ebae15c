"""A list is made once in a while, and given to everybody until then."""

import pytest

from reference import remembering
from reference.remembering import forget, remembered


@pytest.fixture(autouse=True)
def _nothing_known():
    forget()
    yield
    forget()


def test_a_thing_is_made_once_until_its_time_is_over(monkeypatch):
    made = iter(["first", "second"])
    now = [100.0]
    monkeypatch.setattr(remembering, "monotonic", lambda: now[0])

    def ask() -> str:
        return remembered("a list", lambda: next(made), seconds=60)

    assert [ask(), ask()] == ["first", "first"]
    now[0] += 60
    assert ask() == "second"


def test_nothing_is_remembered_for_no_time():
    made = iter(["first", "second"])

    assert [remembered("a list", lambda: next(made), seconds=0) for _ in range(2)] == [
        "first",
        "second",
    ]


def test_that_there_is_nothing_is_remembered_too():
    made = iter([None, "second"])

    assert [remembered("a list", lambda: next(made), seconds=9) for _ in range(2)] == [None, None]
