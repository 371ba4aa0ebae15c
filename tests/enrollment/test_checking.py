from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from enrollment import checking, enrolling
from enrollment.models import Contract

ON = date(2026, 9, 5)


@pytest.fixture
def contract(funded_certificate, group, parent) -> Contract:
    return enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON)


def broken_promises() -> set[str]:
    return {difference.promise for difference in checking.differences()}


def by_force(statement: str) -> None:
    """Change a record as only a broken program or a careless hand in the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")


def test_a_sound_ledger_has_no_differences(contract):
    assert broken_promises() == set()


@pytest.mark.parametrize(
    ("statement", "promise"),
    [
        (
            "UPDATE certificates_account SET available = available + 1, nominal = nominal + 1",
            "balances are the sums of their entries",
        ),
        (
            "UPDATE enrollment_instalment SET status = 'released' WHERE month = '2026-10-01'",
            "reserved money is the unpaid months of living contracts",
        ),
        (
            "UPDATE enrollment_instalment SET parent_amount = parent_amount + 1",
            "the months of a contract add up to its parts",
        ),
        (
            "UPDATE enrollment_instalment SET status = 'debited' WHERE month = '2026-10-01'",
            "debited months have their entries, and entries their months",
        ),
        (
            "UPDATE reference_fundingplan SET volume = 1",
            "a plan issues no more than its volume",
        ),
        (
            "UPDATE reference_fundingplan SET status = 'closed', closed_on = '2026-10-01'",
            "a closed plan has nothing left and balances",
        ),
        (
            "UPDATE programs_group SET seats_taken = 0",
            "seats taken are the living contracts, places and offers of the group",
        ),
        (
            "INSERT INTO reference_directionlimit (plan_id, direction_id, number, taken) "
            "SELECT id, 'technical', 5, 0 FROM reference_fundingplan",
            "directions count the contracts that stand against their limits",
        ),
        (
            "UPDATE certificates_certificate SET type = 'accounting'",
            "only a funded certificate has money to use",
        ),
    ],
)
def test_a_record_changed_by_force_is_found(contract, statement, promise):
    by_force(statement)

    assert promise in broken_promises()


def test_a_switched_off_trigger_is_found(contract):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE certificates_entry DISABLE TRIGGER USER")

    assert "the triggers that guard the money are in place" in broken_promises()


def test_the_command_is_silent_about_nothing(contract, capsys):
    call_command("check_ledger")

    assert "promises hold" in capsys.readouterr().out


def test_the_command_exits_with_one_on_any_difference(contract, capsys):
    by_force("UPDATE programs_group SET seats_taken = 0")

    with pytest.raises(SystemExit) as exit_:
        call_command("check_ledger")

    assert exit_.value.code == 1
