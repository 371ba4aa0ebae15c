"""Two families, or two parents of one child, press at once for a place without money."""

from datetime import date

import pytest

from enrollment import placing
from enrollment.models import BudgetPlace
from programs.models import Program
from tests.enrollment.test_races import at_once
from tests.factories.certificates import CertificateFactory
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

ON = date(2026, 9, 5)
START = date(2026, 9, 7)


def apply(certificate, group, parent):
    return lambda: placing.apply_for_budget_place(
        certificate, group, starts_on=START, by=parent, on=ON
    )


def group_of(provider, register, capacity=15):
    program = ProgramFactory(provider=provider, register=register)
    return GroupFactory(module=ModuleFactory(program=program), capacity=capacity)


def test_the_last_seat_goes_to_one_of_two(certificate, category_terms, provider, parent):
    group = group_of(provider, Program.Register.SIGNIFICANT, capacity=1)
    other = CertificateFactory(
        municipality=certificate.municipality, category=category_terms.category
    )

    ends = at_once(apply(certificate, group, parent), apply(other, group, parent))

    group.refresh_from_db()
    assert ends == ["done", "group_full"]
    assert group.seats_taken == BudgetPlace.objects.count() == 1


def test_the_matrix_holds_when_two_programs_are_asked_for_at_once(certificate, provider, parent):
    groups = [group_of(provider, Program.Register.PREPROFESSIONAL) for _ in range(3)]

    ends = at_once(*[apply(certificate, group, parent) for group in groups])

    assert ends == ["done", "register_limit", "register_limit"]
    assert BudgetPlace.objects.count() == 1


def test_a_place_is_decided_by_one_of_two(certificate, provider, parent, provider_manager):
    group = group_of(provider, Program.Register.SIGNIFICANT)
    place = apply(certificate, group, parent)()

    ends = at_once(
        lambda: placing.withdraw(place, by=parent, on=ON),
        lambda: placing.withdraw(place, by=provider_manager, on=ON),
    )

    group.refresh_from_db()
    assert ends == ["done", "wrong_status"]
    assert group.seats_taken == 0
