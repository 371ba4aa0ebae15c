from datetime import date
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from enrollment.management.commands import close_period, turn_month
from enrollment.models import MonthTurn


def at(monkeypatch: pytest.MonkeyPatch, command, day: date) -> None:
    """The command's clock shows this day."""
    monkeypatch.setattr(command, "clock", SimpleNamespace(today=lambda municipality: day))


def test_the_month_is_turned_by_hand(plan, monkeypatch, capsys):
    at(monkeypatch, turn_month, date(2026, 10, 3))

    call_command("turn_month")

    assert MonthTurn.objects.get().month == date(2026, 10, 1)
    assert "10.2026: closed 0, debited 0" in capsys.readouterr().out


def test_a_month_that_has_not_begun_is_not_turned(plan, monkeypatch):
    at(monkeypatch, turn_month, date(2026, 10, 3))

    with pytest.raises(CommandError, match="has not begun"):
        call_command("turn_month", "--month=2026-11")

    assert not MonthTurn.objects.exists()


def test_another_municipality_is_left_alone(plan):
    call_command("turn_month", "--month=2026-10", "--municipality=elsewhere")

    assert not MonthTurn.objects.exists()


def test_a_dry_run_shows_the_protocol_and_closes_nothing(plan, funded_certificate, capsys):
    call_command("close_period", str(plan.pk), "--dry-run")

    plan.refresh_from_db()
    assert plan.status == "open"
    printed = capsys.readouterr().out
    assert "lapsed 9\u00a0600,00" in printed
    assert "total: volume" in printed
    assert "balances to the kopeck" in printed


def test_a_period_that_lasts_is_not_closed(plan, monkeypatch):
    at(monkeypatch, close_period, plan.ends_on)

    with pytest.raises(CommandError, match="lasts to"):
        call_command("close_period", str(plan.pk))


def test_an_ended_period_is_closed(plan, funded_certificate, monkeypatch):
    at(monkeypatch, close_period, date(2027, 9, 1))

    call_command("close_period", str(plan.pk))

    plan.refresh_from_db()
    assert plan.status == "closed"


@pytest.mark.django_db
def test_an_unknown_plan_is_named():
    with pytest.raises(CommandError, match="no plan 404"):
        call_command("close_period", "404")
