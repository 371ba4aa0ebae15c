"""Reminders that money will lapse, and the programs nearby it would pay for."""

from datetime import date, timedelta

import pytest

from enrollment import limiting, reminding
from enrollment.models import Reminder
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.reference import direction
from users.models import Notification, User

KIND = "enrollment.money_will_lapse"


def before(plan, days: int) -> date:
    return plan.ends_on - timedelta(days=days)


def remind(plan, days: int) -> int:
    return sum(reminding.remind(plan.municipality, on=before(plan, days)))


def letters() -> list[Notification]:
    return list(Notification.objects.filter(kind=KIND).order_by("id"))


@pytest.fixture
def offered(provider, agreement, plan):
    """A group of the last weeks of the period: 1 200.00 in all, paid in full by certificate."""

    def make(price: int = 120_000, norm: int = 120_000, **program):
        module = ModuleFactory(
            program=ProgramFactory(
                provider=provider,
                certified_on=date(2026, 8, 1),
                **{"short_name": "Шахматы"} | program,
            ),
            price=price,
            normative_cost=norm,
            parents_pay_extra=True,
            is_open=True,
        )
        return GroupFactory(module=module, starts_on=before(plan, 20), ends_on=plan.ends_on)

    return make


@pytest.mark.parametrize(("days", "told"), [(91, 0), (90, 1), (61, 1), (45, 1), (30, 1), (0, 1)])
def test_a_family_is_told_within_ninety_days_of_the_end(funded_certificate, plan, days, told):
    assert remind(plan, days) == told


def test_each_step_is_told_once(funded_certificate, plan):
    told = [remind(plan, days) for days in (90, 90, 75, 60, 59, 30, 12, 1)]

    assert told == [1, 0, 0, 1, 0, 1, 0, 0]
    assert len(letters()) == 3
    assert sorted(Reminder.objects.values_list("days", flat=True)) == [30, 60, 90]


def test_the_letter_says_how_much_until_when_and_what_for(funded_certificate, plan, offered):
    group = offered()

    remind(plan, 30)

    body = letters()[0].body.replace("\u00a0", " ")
    assert "9 600,00" in body
    assert f"{plan.ends_on:%d.%m.%Y}" in body
    assert group.program.short_name in body
    assert "1 200,00" in body
    assert funded_certificate.child.last_name not in letters()[0].subject + body


@pytest.mark.parametrize(
    "unfit",
    [
        {"age_from": 17, "age_to": 18},
        {"price": 970_000, "norm": 970_000},
        {"price": 120_001, "norm": 120_000},
    ],
    ids=["age", "dear", "parents pay"],
)
def test_a_program_that_does_not_fit_is_not_named(funded_certificate, plan, offered, unfit):
    offered(**unfit)

    remind(plan, 30)

    assert "Шахматы" not in letters()[0].body


def test_a_direction_at_its_limit_is_not_named(funded_certificate, plan, offered, payer):
    offered(direction=direction("technical"))
    limiting.set_limit(plan, direction("technical"), 0, by=payer, on=before(plan, 60))

    remind(plan, 30)

    assert "Шахматы" not in letters()[0].body


def test_at_most_three_programs_are_named_those_of_the_own_settlement_first(
    funded_certificate, plan, offered
):
    groups = [offered(short_name=f"Кружок {number}") for number in range(5)]
    offers = reminding.offers_of(plan, on=before(plan, 30))

    chosen = reminding.choose(
        [*offers[:4], _in("Село", offers[4])],
        born=date(2015, 1, 1),
        settlement="Село",
        available=960_000,
        without={groups[0].module_id},
    )

    assert len(chosen) == 3
    assert chosen[0] == offers[4].nearby
    assert groups[0].program.short_name not in {each.program for each in chosen}


def _in(settlement: str, offer: reminding.Offer) -> reminding.Offer:
    return reminding.Offer(**{**vars(offer), "settlement": settlement})


def test_who_does_not_want_reminders_gets_none(funded_certificate, plan, parent):
    User.objects.filter(pk=parent.pk).update(gets_reminders=False)

    assert remind(plan, 90) == 0
    assert letters() == []


def test_a_certificate_without_free_money_is_left_alone(certificate, plan):
    assert remind(plan, 30) == 0
    assert not Reminder.objects.exists()


def test_small_chunks_tell_what_one_does(funded_certificate, plan, monkeypatch, category_terms):
    from tests.factories.certificates import CertificateFactory, ChildFactory, fund
    from tests.factories.users import UserFactory

    monkeypatch.setattr(reminding, "CHUNK", 1)
    for _ in range(3):
        child = ChildFactory(municipality=plan.municipality, guardian=UserFactory())
        fund(
            CertificateFactory(
                child=child, municipality=plan.municipality, category=category_terms.category
            ),
            category_terms,
        )

    assert remind(plan, 60) == 4
    assert remind(plan, 60) == 0
