from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from reference.models import Municipality
from reference.transactions import command, verb
from tests.factories.reference import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town() -> Municipality:
    town: Municipality = MunicipalityFactory(name="before")
    return town


def names() -> list[str]:
    return list(Municipality.objects.values_list("name", flat=True))


@verb
def rename(name: str, *, fails: bool = False) -> None:
    Municipality.objects.update(name=name)
    if fails:
        raise LookupError


@verb
def rename_twice() -> None:
    """A verb of which one part may fail, and the rest goes on."""
    rename("once")
    with pytest.raises(LookupError):
        rename("twice", fails=True)


def press(*, fails: bool) -> None:
    with command():
        rename("by a command", fails=fails)


def savepoints(queries: CaptureQueriesContext) -> int:
    return sum(query["sql"].startswith("SAVEPOINT") for query in queries.captured_queries)


def test_a_verb_that_fails_leaves_nothing():
    with pytest.raises(LookupError):
        rename("after", fails=True)

    assert names() == ["before"]


def test_a_verb_in_a_command_needs_no_savepoint_of_its_own():
    with CaptureQueriesContext(connection) as queries:
        press(fails=False)

    assert names() == ["by a command"]
    assert savepoints(queries) == 1  # the test's own transaction is around the command


def test_a_command_is_undone_with_its_verb():
    with pytest.raises(LookupError):
        press(fails=True)

    assert names() == ["before"]


def test_what_a_verb_calls_may_fail_for_itself():
    with command():
        rename_twice()

    assert names() == ["once"]


def test_a_verb_outside_of_commands_may_fail_for_itself():
    with transaction.atomic():
        rename("after")
        with pytest.raises(LookupError):
            rename("later", fails=True)

    assert names() == ["after"]
