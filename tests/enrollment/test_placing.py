"""Places without certificate money."""

from datetime import date

import pytest

from certificates.models import Certificate
from enrollment import monthly, place_obstacles, placing, possibilities
from enrollment.models import BudgetPlace, Contract
from programs.models import Group, Program
from reference.days import Month
from reference.errors import RuleBroken
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from users.audit import history_of
from users.models import Notification

ON = date(2026, 9, 5)
START = date(2026, 9, 7)


def budget_group(provider, register=Program.Register.SIGNIFICANT, **fields) -> Group:
    """A group of a program of the municipal assignment."""
    program = ProgramFactory(provider=provider, register=register)
    return GroupFactory(module=ModuleFactory(program=program, price=None), **fields)


def codes(certificate, group, *, is_paid=False, starts_on=START, on=ON) -> list[str]:
    found = place_obstacles.find_obstacles(
        certificate, group, is_paid=is_paid, starts_on=starts_on, on=on
    )
    return [obstacle.code for obstacle in found]


def apply(certificate, group, parent, **fields) -> BudgetPlace:
    return placing.apply_for_budget_place(
        certificate, group, starts_on=START, by=parent, on=ON, **fields
    )


@pytest.fixture
def chess(provider) -> Group:
    return budget_group(provider)


@pytest.fixture
def place(certificate, chess, parent) -> BudgetPlace:
    return apply(certificate, chess, parent)


def test_a_place_takes_a_seat_and_no_money(place, chess):
    chess.refresh_from_db()

    assert place.status == BudgetPlace.Status.NEW
    assert chess.seats_taken == 1
    assert not place.certificate.accounts.exists()


def test_the_provider_and_the_family_hear_of_the_application(place, parent, provider_manager):
    letters = Notification.objects.filter(kind="enrollment.place_requested")

    assert parent in [letter.recipient for letter in letters]
    assert all("Берёзкина" not in letter.subject for letter in letters)


def test_every_obstacle_is_told_at_once(certificate, provider):
    group = budget_group(provider, capacity=1, seats_taken=1)
    Certificate.objects.filter(pk=certificate.pk).update(
        status=Certificate.Status.SUSPENDED, suspended_on=ON
    )
    certificate.refresh_from_db()
    group.program.age_from = 12
    group.module.is_open = False

    assert codes(certificate, group, starts_on=date(2027, 7, 1)) == [
        "enrollment_closed",
        "certificate_not_active",
        "group_full",
        "age",
        "dates",
    ]


def test_the_same_program_is_taken_once(place, certificate, provider, parent, chess):
    other = GroupFactory(module=chess.module)

    with pytest.raises(RuleBroken) as refusal:
        apply(certificate, other, parent)

    assert refusal.value.code == "already_applied"


def test_the_constraint_says_the_same_as_the_rule(place, certificate, chess, parent, monkeypatch):
    """A race past the check meets the named constraint and hears the same refusal."""
    monkeypatch.setattr(placing, "find_obstacles", lambda *args, **kwargs: [])

    with pytest.raises(RuleBroken) as refusal:
        apply(certificate, chess, parent)

    assert refusal.value.code == "already_applied"
    chess.refresh_from_db()
    assert chess.seats_taken == 1


def test_the_last_seat_is_taken_once(certificate, provider, parent, monkeypatch):
    group = budget_group(provider, capacity=1, seats_taken=1)
    monkeypatch.setattr(placing, "find_obstacles", lambda *args, **kwargs: [])

    with pytest.raises(RuleBroken) as refusal:
        apply(certificate, group, parent)

    assert refusal.value.code == "group_full"
    assert not BudgetPlace.objects.exists()


# --- the matrix of registers (R6.44)


def test_only_one_pre_professional_program(certificate, provider, parent):
    apply(certificate, budget_group(provider, Program.Register.PREPROFESSIONAL), parent)
    second = budget_group(provider, Program.Register.PREPROFESSIONAL)

    assert codes(certificate, second) == ["register_limit"]


def test_leaving_gives_the_possibility_back(certificate, provider, parent, provider_manager):
    first = apply(certificate, budget_group(provider, Program.Register.PREPROFESSIONAL), parent)
    placing.accept(first, "1", by=provider_manager, on=ON)
    placing.leave(first, by=parent, on=ON)

    assert codes(certificate, budget_group(provider, Program.Register.PREPROFESSIONAL)) == []


def test_other_budget_programs_are_for_accounting_certificates(
    certificate, category_terms, provider
):
    group = budget_group(provider, Program.Register.OTHER_BUDGET)
    assert codes(certificate, group) == []

    certificate.type = Certificate.Type.FUNDED
    assert codes(certificate, group) == ["register_limit"]


def test_a_municipality_may_set_its_own_matrix(certificate, plan, provider):
    matrix = {
        "preprofessional": {"accounting": 1, "funded": 1},
        "significant": {"accounting": 0, "funded": 0},
        "other_budget": {"accounting": None, "funded": 5},
    }
    plan.settings = {"register_matrix": matrix}
    plan.save(update_fields=["settings"])

    assert codes(certificate, budget_group(provider)) == ["register_limit"]
    assert possibilities.possibility(certificate, "other_budget", on=ON).allowed is None


def test_a_cell_may_be_a_table_in_services_or_hours(certificate, plan, provider, parent):
    """R6.41: chosen or not, a number, its unit. 80 hours do for one module of 72, not for two."""
    plan.settings = {
        "register_matrix": {"significant": {"accounting": {"number": 80, "unit": "hours"}}}
    }
    plan.save(update_fields=["settings"])
    apply(certificate, budget_group(provider), parent)

    given = possibilities.possibility(certificate, "significant", on=ON)

    assert (given.allowed, given.used, given.unit) == (80, 72, "hours")
    assert codes(certificate, budget_group(provider)) == ["register_limit"]


def test_what_may_not_be_chosen_is_closed(certificate, plan, provider):
    plan.settings = {"register_matrix": {"significant": {"accounting": {"allowed": False}}}}
    plan.save(update_fields=["settings"])

    assert codes(certificate, budget_group(provider)) == ["register_limit"]


def test_what_the_matrix_omits_is_the_default(certificate, plan):
    """R6.42 and R6.44: pre-professional 1, significant 3, other: accounting any, funded none."""
    plan.settings = {"register_matrix": {"significant": {"funded": 5}}}
    plan.save(update_fields=["settings"])

    def allowed():
        return [each.allowed for each in possibilities.all_of([certificate], on=ON)[certificate.pk]]

    assert allowed() == [1, 3, None]
    certificate.type = Certificate.Type.FUNDED
    assert allowed() == [1, 5, 0]


def test_possibilities_are_of_a_calendar_year(certificate, provider, parent):
    """R6.43: a place that ends in December leaves the next year's number whole."""
    autumn = budget_group(
        provider,
        Program.Register.PREPROFESSIONAL,
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 12, 25),
    )
    apply(certificate, autumn, parent)

    def used(on):
        return possibilities.possibility(certificate, "preprofessional", on=on).used

    assert (used(ON), used(date(2027, 1, 11))) == (1, 0)


def test_paid_places_are_outside_the_matrix(certificate, provider, parent):
    group = budget_group(provider, Program.Register.PAID)

    assert apply(certificate, group, parent, is_paid=True).is_paid
    assert codes(certificate, budget_group(provider, Program.Register.PAID)) == [
        "enrollment_closed"
    ]


# --- the life of a place


def test_a_place_is_accepted_by_an_order(place, provider_manager):
    accepted = placing.accept(place, "15-ОД", by=provider_manager, on=ON)

    assert (accepted.status, accepted.order_number) == (BudgetPlace.Status.ACTIVE, "15-ОД")
    assert [event.action for event in history_of(place)] == ["place.requested", "place.accepted"]


def test_a_refusal_says_why_and_frees_the_seat(place, provider_manager, chess):
    refused = placing.refuse(
        place, Contract.Refusal.MEDICAL, "Принесите справку", by=provider_manager, on=ON
    )

    chess.refresh_from_db()
    assert chess.seats_taken == 0
    assert refused.comment.endswith("Принесите справку")


def test_a_withdrawn_place_frees_the_seat(place, parent, chess):
    placing.withdraw(place, by=parent, on=ON)

    chess.refresh_from_db()
    assert chess.seats_taken == 0


@pytest.mark.parametrize("verb", ["accept", "refuse", "withdraw", "leave"])
def test_a_decided_place_is_not_decided_again(place, parent, provider_manager, verb):
    placing.withdraw(place, by=parent, on=ON)
    press = {
        "accept": lambda: placing.accept(place, "1", by=provider_manager, on=ON),
        "refuse": lambda: placing.refuse(place, Contract.Refusal.AGE, by=provider_manager, on=ON),
        "withdraw": lambda: placing.withdraw(place, by=parent, on=ON),
        "leave": lambda: placing.leave(place, by=parent, on=ON),
    }[verb]

    with pytest.raises(RuleBroken) as refusal:
        press()

    assert refusal.value.code == "wrong_status"


def test_places_of_a_finished_group_end_with_the_work_of_the_first(place, provider_manager, chess):
    placing.accept(place, "1", by=provider_manager, on=ON)

    monthly.turn(place.certificate.municipality, Month(2027, 6))

    place.refresh_from_db()
    chess.refresh_from_db()
    assert (place.status, place.left_on, chess.seats_taken) == ("left", chess.ends_on, 0)


def test_next_year_the_same_program_may_be_taken_again(place, certificate, chess, parent):
    group = GroupFactory(module=chess.module, starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 31))

    again = placing.apply_for_budget_place(
        certificate, group, starts_on=date(2027, 9, 1), by=parent, on=date(2027, 8, 20)
    )

    assert again.status == BudgetPlace.Status.NEW
