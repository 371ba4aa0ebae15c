"""Letters say what happened, what to do, and until when."""

from datetime import date

import pytest

from enrollment import enrolling, placing
from programs.models import Program
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from users.models import Notification, User

START = date(2026, 9, 7)


def body(user: User, kind: str) -> str:
    return Notification.objects.get(recipient=user, kind=f"enrollment.{kind}").body


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on):
    return enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=on)


def test_an_application_tells_both_sides_until_when_it_is_answered(
    contract, parent, provider_manager
):
    for person in (parent, provider_manager):
        assert "до 10.09.2026" in body(person, "contract_requested")
    assert "ничего делать не нужно" in body(parent, "contract_requested")


def test_an_accepted_application_tells_until_when_to_sign(contract, parent, provider_manager, on):
    enrolling.accept(contract, by=provider_manager, on=on)

    assert "подпишите её до 15.09.2026" in body(parent, "contract_accepted")


def test_the_term_is_that_of_the_municipality(contract, parent, provider_manager, plan, on):
    plan.settings = {"parent_sign_days": 3}
    plan.save(update_fields=["settings"])

    enrolling.accept(contract, by=provider_manager, on=on)

    assert "до 08.09.2026" in body(parent, "contract_accepted")


def test_a_place_without_money_has_its_term_too(
    certificate, provider, parent, provider_manager, on
):
    program = ProgramFactory(provider=provider, register=Program.Register.SIGNIFICANT)
    group = GroupFactory(module=ModuleFactory(program=program))

    placing.apply_for_budget_place(certificate, group, starts_on=START, by=parent, on=on)

    for person in (parent, provider_manager):
        assert "до 10.09.2026" in body(person, "place_requested")
