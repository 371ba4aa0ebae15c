"""Pupils go on in the next period or module; what silence means (R6.55, R6.56, R6.20)."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment import (
    continuing,
    cures,
    deleting,
    enrolling,
    obstacles,
    offering,
    place_obstacles,
    placing,
    prolonging,
    terminating,
    waiting,
)
from enrollment.models import Contract, Prolongation, ProlongationLine, WaitingPlace
from enrollment.offering import Way
from programs.models import Group, Program
from reference import clock
from tests.enrollment.town import make_town, refused, sound, status_of
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.providers import AgreementFactory, MemberFactory
from tests.factories.reference import PlanFactory, TermsFactory
from tests.factories.users import UserFactory
from users.audit import history_of
from users.models import Notification, Role

DECEMBER = date(2022, 12, 10)
TERM = date(2022, 12, 20)
AFTER = date(2022, 12, 21)


@pytest.fixture
def town(db):
    """The year 2022 with the next one open for booking."""
    town = make_town()
    town.plan.settings = {"future_period_contracts_allowed": True}
    town.plan.save()
    town.next_plan()
    return town


@pytest.fixture
def ahead(town):
    """The plan of 2023."""
    return town.municipality.funding_plans.get(starts_on=date(2023, 1, 1))


@pytest.fixture
def boss(town):
    return UserFactory()


@pytest.fixture
def group(town):
    """From September to May, over the turn of the year."""
    return town.group("9000.00", "9000.00", starts_on=date(2022, 9, 1), ends_on=date(2023, 5, 31))


def study(town, group, certificate=None, *, signed=date(2022, 9, 1)):
    certificate = certificate or town.certificate()
    contract = town.apply(certificate, group, starts_on=date(2022, 9, 1), on=date(2022, 8, 30))
    town.sign(contract, on=signed)
    return contract


@pytest.fixture
def contract(town, group):
    contract = study(town, group)
    town.turn("2022-10", "2022-11", "2022-12")
    contract.refresh_from_db()
    return contract


def in_the_next_module(group):
    ordinal = group.module.ordinal + 1
    module = ModuleFactory(
        program=group.program, ordinal=ordinal, price=480_000, normative_cost=480_000
    )
    return GroupFactory(module=module, starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))


def prolong(group, target, boss, on=DECEMBER):
    run = prolonging.prolong(group, target, by=boss, on=on)
    sound()
    return run


def silent(plan):
    """Silence is consent in this plan."""
    plan.settings = {**plan.settings, "auto_prolongation": True}
    plan.save()


# --- who may go on, and when


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        (date(2022, 12, 10), date(2022, 11, 10), date(2023, 1, 10)),
        (date(2022, 5, 31), date(2022, 4, 30), date(2022, 6, 30)),
        (date(2022, 6, 1), date(2022, 2, 1), date(2022, 7, 1)),
        (date(2022, 9, 30), date(2022, 5, 30), date(2022, 10, 30)),
        (date(2022, 10, 1), date(2022, 9, 1), date(2022, 11, 1)),
    ],
)
def test_contracts_that_end_within_a_month_and_in_summer_those_of_four_months(on, first, last):
    assert continuing.window(on) == (first, last)


def test_who_left_is_not_prolonged(town, group, contract, boss):
    other = study(town, town.group(starts_on=date(2022, 9, 1), ends_on=date(2022, 12, 31)))
    town.terminate(other, on=date(2022, 12, 5))

    assert list(prolonging.candidates(group, on=DECEMBER)) == [contract]
    assert not prolonging.candidates(other.group, on=DECEMBER)


def test_it_is_too_early_in_autumn(town, group, contract, boss):
    early = date(2022, 11, 30)

    code = refused(lambda: prolonging.prolong(group, group, by=boss, on=early))

    assert code == "nothing_to_prolong"
    assert not Prolongation.objects.exists()


# --- the same group in the next period


def test_the_pupil_keeps_its_seat_and_the_price_is_never_exceeded(town, group, contract, boss):
    run = prolong(group, group, boss)

    offered = run.lines.get().offered
    group.refresh_from_db()
    assert (offered.status, offered.continues) == ("accepted", contract)
    assert (offered.starts_on, offered.ends_on) == (date(2023, 1, 1), date(2023, 5, 31))
    assert contract.total + offered.total == group.module.price == 900_000
    assert group.seats_taken == 1
    assert town.sums(contract.certificate, on=date(2023, 1, 1))[1] == "4 978.02"


def test_the_seat_outlives_the_first_contract(town, group, contract, boss):
    offered = prolong(group, group, boss).lines.get().offered
    enrolling.sign(offered, by=town.parent, on=DECEMBER)

    town.turn("2023-01")

    group.refresh_from_db()
    assert (status_of(contract), status_of(offered)) == ("closed", "active")
    assert group.seats_taken == 1


def test_a_full_group_goes_on_with_all_its_pupils(town, contract, group, boss):
    Group.objects.filter(pk=group.pk).update(capacity=1)

    assert prolong(group, group, boss).lines.get().offered is not None


def test_an_objection_returns_the_money_and_leaves_the_seat_until_the_end(
    town, group, contract, boss
):
    offered = prolong(group, group, boss).lines.get().offered

    enrolling.withdraw(offered, by=town.parent, on=DECEMBER)
    sound()
    group.refresh_from_db()
    assert group.seats_taken == 1
    assert town.sums(contract.certificate, on=date(2023, 1, 1))[1] == "0.00"

    town.turn("2023-01")
    group.refresh_from_db()
    assert group.seats_taken == 0


def test_who_waits_gets_the_seat_when_the_pupil_does_not_go_on(town, group, contract, boss):
    Group.objects.filter(pk=group.pk).update(capacity=1)
    place = waiting.join(town.certificate(), group, by=town.parent, on=DECEMBER)

    town.turn("2023-01")

    place.refresh_from_db()
    assert place.is_offered


def test_the_first_contract_may_be_deleted_under_the_second(town, group, contract, boss):
    offered = prolong(group, group, boss).lines.get().offered

    deleting.delete(contract, by=boss, on=DECEMBER)
    sound()

    group.refresh_from_db()
    assert (group.seats_taken, status_of(offered)) == (1, "accepted")


# --- a later group, the next module


def test_pupils_go_on_in_the_next_module(town, group, contract, boss):
    target = in_the_next_module(group)

    offered = prolong(group, target, boss).lines.get().offered

    target.refresh_from_db()
    assert (offered.starts_on, offered.certificate_part) == (date(2023, 1, 9), 480_000)
    assert target.seats_taken == 1
    assert prolonging.targets(group, on=DECEMBER) == []


def test_another_program_is_an_application_and_no_prolongation(town, group, contract, boss):
    other = town.group(starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))

    assert refused(lambda: prolonging.prolong(group, other, by=boss, on=DECEMBER)) == (
        "other_program"
    )


def test_the_provider_chooses_among_its_own_and_later_groups(town, group, contract):
    later = GroupFactory(module=group.module, starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))
    town.group(starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))
    GroupFactory(module=group.module, starts_on=date(2022, 9, 1), ends_on=date(2023, 5, 31))

    assert prolonging.targets(group, on=DECEMBER) == [group, later]


# --- the protocol


def test_those_who_cannot_go_on_stand_in_the_protocol(town, group, contract, boss):
    poor = study(town, group)
    old = study(town, group)
    town.turn("2022-10", "2022-11", "2022-12")
    rich = town.group("9600.00", "9600.00", starts_on=date(2023, 1, 2), ends_on=date(2023, 12, 20))
    town.apply(poor.certificate, rich, starts_on=date(2023, 1, 2), on=DECEMBER)
    child = old.certificate.child
    child.birth_date = date(2003, 1, 1)
    child.save()

    run = prolong(group, group, boss)

    codes = {line.contract_id: line.code for line in run.lines.all()}
    assert codes == {contract.pk: "", poor.pk: "no_money", old.pk: "age"}
    assert (
        run.lines.get(code="no_money").reason
        == "На сертификате нет свободных средств на этот период."
    )


def test_without_booking_nothing_is_offered_ahead(town, group, contract, boss):
    town.plan.settings = {}
    town.plan.save()

    assert [line.code for line in prolong(group, group, boss).lines.all()] == ["dates"]


def test_a_contract_is_prolonged_once(town, group, contract, boss):
    offered = prolong(group, group, boss).lines.get().offered
    enrolling.withdraw(offered, by=town.parent, on=DECEMBER)

    assert refused(lambda: prolonging.prolong(group, group, by=boss, on=AFTER)) == (
        "nothing_to_prolong"
    )


def test_who_was_short_of_money_may_be_offered_it_later(town, group, contract, boss):
    town.plan.settings = {}
    town.plan.save()
    prolong(group, group, boss)
    town.plan.settings = {"future_period_contracts_allowed": True}
    town.plan.save()

    assert prolong(group, group, boss).lines.get().offered is not None


def test_who_cannot_apply_for_the_next_period_yet_is_not_asked_to_decide(town, group, contract):
    assert prolonging.may_go_on(contract, on=DECEMBER)
    town.plan.settings = {}
    town.plan.save()

    assert prolonging.targets_of(contract, on=DECEMBER)
    assert not prolonging.may_go_on(contract, on=DECEMBER)


def test_lessons_of_a_later_period_say_that_it_is_too_early(town, contract):
    town.plan.settings = {}
    town.plan.save()
    later = town.group("9000.00", "9000.00", starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))

    offer = offering.offer(
        town.certificate(), later, Way.CERTIFICATE, starts_on=date(2023, 1, 9), on=DECEMBER
    )

    (obstacle,) = [each for each in offer.obstacles if each.code == "dates"]
    assert "после 31.12.2022" in str(obstacle.text)
    assert cures.cure_of(obstacle, offer.certificate, later)[0] == later.program.get_absolute_url()


def test_the_organisation_reads_that_it_is_too_early_and_that_nobody_was_offered(
    client, town, group, contract, monkeypatch
):
    town.plan.settings = {}
    town.plan.save()
    monkeypatch.setattr(clock, "today", lambda municipality=None: DECEMBER)
    manager = UserFactory(role=Role.PROVIDER)
    MemberFactory(provider=group.program.provider, user=manager)
    client.force_login(manager)
    address = reverse("enrollment:prolong", args=(group.pk,))

    assert "Создать предложения пока нельзя" in client.get(address).content.decode()
    answer = client.post(address, {"target": group.pk}, follow=True)
    assert "Продление никому не предложено" in answer.content.decode()


# --- the answer of the family


def test_by_default_silence_is_a_no(town, group, contract, boss):
    line = prolong(group, group, boss).lines.get()
    assert (line.answer_until, line.silence_agrees) == (TERM, False)
    letter = Notification.objects.get(kind="enrollment.prolongation_offered")
    assert "20.12.2022" in letter.body
    assert "предложение утратит силу" in letter.body

    assert prolonging.settle(town.municipality, on=TERM) == 0
    assert refused(lambda: enrolling.sign(line.offered, by=town.parent, on=AFTER)) == "offer_lapsed"
    assert prolonging.settle(town.municipality, on=AFTER) == 1
    assert prolonging.settle(town.municipality, on=AFTER) == 0

    sound()
    line.offered.refresh_from_db()
    assert (line.offered.status, line.offered.refusal) == ("refused", "overdue")
    assert town.sums(contract.certificate, on=date(2023, 1, 1))[1] == "0.00"


def test_informed_silence_signs_where_the_municipality_has_said_so(
    town, group, contract, boss, ahead
):
    silent(ahead)
    line = prolong(group, group, boss).lines.get()
    assert line.silence_agrees
    assert (
        "договор начнёт действовать"
        in Notification.objects.get(kind="enrollment.prolongation_offered").body
    )

    assert prolonging.settle(town.municipality, on=AFTER) == 1
    sound()

    signed = history_of(line.offered).get(action="contract.signed")
    assert (status_of(line.offered), signed.by, signed.job) == ("active", None, "prolongation")


def test_what_silence_means_is_what_the_family_was_told(town, group, contract, boss, ahead):
    line = prolong(group, group, boss).lines.get()
    silent(ahead)

    prolonging.settle(town.municipality, on=AFTER)

    assert status_of(line.offered) == "refused"


def test_a_family_objects_to_informed_silence(town, group, contract, boss, ahead):
    silent(ahead)
    line = prolong(group, group, boss).lines.get()

    enrolling.withdraw(line.offered, by=town.parent, on=TERM)

    assert prolonging.settle(town.municipality, on=AFTER) == 0
    assert status_of(line.offered) == "withdrawn"


def test_after_informed_silence_the_family_may_withdraw_until_the_first_lesson(
    town, group, contract, boss, ahead
):
    silent(ahead)
    line = prolong(group, group, boss).lines.get()
    prolonging.settle(town.municipality, on=AFTER)

    enrolling.withdraw(line.offered, by=town.parent, on=date(2022, 12, 31))

    sound()
    assert town.sums(contract.certificate, on=date(2023, 1, 1)) == ("9 600.00", "0.00", "0.00")


def test_the_municipality_says_how_long_a_family_may_think(town, group, contract, boss, ahead):
    ahead.settings = {"prolongation_objection_days": 5}
    ahead.save()

    assert prolong(group, group, boss).lines.get().answer_until == date(2022, 12, 15)


def test_the_work_of_the_first_leaves_offers_to_their_own_term(town, group, contract, boss, ahead):
    silent(ahead)
    line = prolong(group, group, boss, on=date(2022, 12, 28)).lines.get()

    town.turn("2023-01")

    assert status_of(line.offered) == "accepted"


# --- the family asks itself


def test_a_family_goes_on_in_one_step(town, group, contract):
    ask: dict[str, Any] = {"by": town.parent, "on": DECEMBER}

    again = prolonging.continue_(contract, group, **ask)
    sound()

    assert (again.status, again.continues, again.starts_on) == (
        "requested",
        contract,
        date(2023, 1, 1),
    )
    assert refused(lambda: prolonging.continue_(contract, group, **ask)) == "not_ending"


def test_a_family_that_objected_may_still_change_its_mind(town, group, contract, boss):
    line = prolong(group, group, boss).lines.get()
    enrolling.withdraw(line.offered, by=town.parent, on=DECEMBER)

    assert prolonging.continue_(contract, group, by=town.parent, on=DECEMBER).is_living


def test_an_ordinary_application_passes_beside_a_contract_that_is_ending(town, group, contract):
    """Only requested, accepted and active contracts of the module bar another (R6.10)."""
    again = enrolling.apply(
        contract.certificate, group, starts_on=date(2023, 1, 1), by=town.parent, on=DECEMBER
    )

    sound()
    group.refresh_from_db()
    assert (again.continues, again.total) == (contract, 900_000 - contract.total)
    assert group.seats_taken == 1


@pytest.mark.parametrize("day", [date(2022, 12, 20), date(2023, 1, 1)])
def test_beside_an_acting_contract_it_does_not(town, group, contract, day):
    Contract.objects.filter(pk=contract.pk).update(status="active", ended_by="")

    code = refused(
        lambda: enrolling.apply(
            contract.certificate, group, starts_on=day, by=town.parent, on=DECEMBER
        )
    )

    assert code == "already_applied"


# --- pupils of the program go before others (R6.56)


@pytest.fixture
def next_group(group):
    """The group of January, kept for those who go on until Christmas."""
    return GroupFactory(
        module=group.module,
        starts_on=date(2023, 1, 9),
        ends_on=date(2023, 5, 31),
        kept_until=date(2022, 12, 25),
    )


def test_until_a_day_the_seats_are_for_those_who_go_on(town, contract, next_group):
    stranger = town.certificate()
    ask: dict[str, Any] = {"starts_on": date(2023, 1, 9), "by": town.parent}

    assert refused(lambda: enrolling.apply(stranger, next_group, on=DECEMBER, **ask)) == (
        "kept_for_continuing"
    )
    assert prolonging.continue_(contract, next_group, by=town.parent, on=DECEMBER).is_living
    assert enrolling.apply(stranger, next_group, on=date(2022, 12, 26), **ask).is_living


def test_kept_seats_are_not_offered_to_the_line(town, next_group):
    place = WaitingPlace.objects.create(
        certificate=town.certificate(), group=next_group, joined_by=town.parent, joined_on=DECEMBER
    )

    waiting.expire_offers(town.municipality, on=date(2022, 12, 25), at=timezone.now())
    place.refresh_from_db()
    assert not place.is_offered

    waiting.expire_offers(town.municipality, on=date(2022, 12, 26), at=timezone.now())
    place.refresh_from_db()
    assert place.is_offered


def test_budget_places_are_kept_as_well(town):
    program = ProgramFactory(provider=town.provider, register=Program.Register.SIGNIFICANT)
    module = ModuleFactory(program=program)
    old = GroupFactory(module=module, starts_on=date(2022, 9, 1), ends_on=date(2022, 12, 25))
    new = GroupFactory(
        module=module,
        starts_on=date(2023, 1, 9),
        ends_on=date(2023, 5, 31),
        kept_until=date(2023, 1, 5),
    )
    pupil, stranger = town.certificate(), town.certificate()
    place = placing.apply_for_budget_place(
        pupil, old, starts_on=date(2022, 9, 1), by=town.parent, on=date(2022, 8, 30)
    )
    placing.accept(place, "1", by=town.parent, on=date(2022, 8, 31))
    ask: dict[str, Any] = {"is_paid": False, "starts_on": date(2023, 1, 9), "on": date(2023, 1, 2)}

    codes = [each.code for each in place_obstacles.find_obstacles(stranger, new, **ask)]
    assert codes == ["kept_for_continuing"]
    assert place_obstacles.find_obstacles(pupil, new, **ask) == []


def test_the_database_holds_what_the_rule_says(town, group, contract, monkeypatch):
    """Two that pass the check together meet the named constraint."""
    monkeypatch.setattr(continuing, "ending", lambda contracts, *, on: contracts)
    monkeypatch.setattr(obstacles, "find_obstacles", lambda *args, **kwargs: [])
    later = in_the_next_module(group)
    prolonging.continue_(contract, group, by=town.parent, on=DECEMBER)

    code = refused(lambda: prolonging.continue_(contract, later, by=town.parent, on=DECEMBER))

    assert code == "already_continued"


def test_terminating_the_first_contract_does_not_touch_the_second(town, group, contract, boss):
    Contract.objects.filter(pk=contract.pk).update(status="active", ended_by="")
    offered = prolong(group, group, boss).lines.get().offered

    terminating.terminate(
        contract, party=Contract.Party.PARENT, by=town.parent, on=date(2022, 12, 12)
    )

    assert status_of(offered) == "accepted"
    assert ProlongationLine.objects.count() == 1


# --- a third period


def test_who_has_gone_on_once_goes_on_again(town, boss, ahead):
    """A group of several years: each December the pupils are offered the next year."""
    group = town.group("9000.00", "9000.00", starts_on=date(2022, 9, 1), ends_on=date(2024, 12, 31))
    first = study(town, group)
    town.turn("2022-10", "2022-11", "2022-12")
    second = prolong(group, group, boss).lines.get().offered
    enrolling.sign(second, by=town.parent, on=DECEMBER)
    ahead.settings = {"future_period_contracts_allowed": True}
    ahead.save()
    later = PlanFactory(
        municipality=town.municipality, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31)
    )
    TermsFactory(plan=later, category=town.terms.category, nominal=960_000)
    AgreementFactory(provider=town.provider, plan=later, signed_on=date(2023, 12, 1))
    town.turn(*(f"2023-{month:02d}" for month in range(1, 13)))

    third = prolong(group, group, boss, on=date(2023, 12, 10)).lines.get().offered

    assert (third.continues, third.status) == (second, "accepted")
    enrolling.sign(third, by=town.parent, on=date(2023, 12, 11))
    town.turn("2024-01")
    first.refresh_from_db()
    second.refresh_from_db()
    group.refresh_from_db()
    assert (first.status, second.status, group.seats_taken) == ("closed", "closed", 1)
    assert first.total + second.total + third.total <= group.module.price
