"""The table of constraints: what each of them takes, what it refuses, and that none is missing."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from tests.constraints import CASES, database
from tests.constraints.case import Case, Row

pytestmark = pytest.mark.django_db

ACCEPTED = [
    pytest.param(case, row, id=f"{name}-{number}")
    for name, case in CASES.items()
    for number, row in enumerate(case.accepts, start=1)
]
REJECTED = [
    pytest.param(name, case, row, id=f"{name}-{number}")
    for name, case in CASES.items()
    for number, row in enumerate(case.rejects, start=1)
]


def write(case: Case, row: Row) -> None:
    """Write the row and let the constraints that wait for the commit speak now."""
    case.write(**row)
    database.run("SET CONSTRAINTS ALL IMMEDIATE")


def test_every_named_constraint_is_in_the_table():
    missing = database.named().keys() - CASES.keys()

    assert not missing, f"no rows in tests/constraints for {', '.join(sorted(missing))}"


def test_everything_in_the_table_is_kept_by_the_database():
    gone = CASES.keys() - database.named().keys()

    assert not gone, f"the database does not know {', '.join(sorted(gone))}"


def test_what_the_models_promise_is_kept_by_the_database():
    assert database.promised() - database.named().keys() == set()


def test_every_constraint_has_rows_on_both_sides():
    assert [name for name, case in CASES.items() if not (case.accepts and case.rejects)] == []


@pytest.mark.parametrize(("case", "row"), ACCEPTED)
def test_a_row_inside_the_border_is_taken(case, row):
    write(case, row)


@pytest.mark.parametrize(("name", "case", "row"), REJECTED)
def test_a_row_outside_the_border_is_refused_by_that_constraint(name, case, row):
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        write(case, row)

    assert name in database.refused_by(refusal.value)


@pytest.mark.parametrize(("name", "case", "row"), REJECTED)
def test_nothing_else_refuses_that_row(name, case, row):
    database.run(database.named()[name])

    write(case, row)
