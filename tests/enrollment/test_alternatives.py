"""Three places instead of one that is refused or full: the child's own, with free seats, paid."""

from datetime import date, time

import pytest
from django.utils import translation

from enrollment import alternatives, enrolling, placing
from enrollment.models import Contract
from programs.models import Group
from tests.enrollment.town import Town, make_town, sound
from tests.factories.programs import GroupFactory, ModuleFactory, SlotFactory
from tests.factories.providers import VenueFactory
from tests.factories.reference import direction
from users.models import Notification

ON = date(2022, 1, 9)


@pytest.fixture
def town(db) -> Town:
    return make_town()


def taught_on(group: Group, *weekdays: int, hour: int = 15) -> Group:
    for weekday in weekdays:
        SlotFactory(group=group, weekday=weekday, starts_at=time(hour), ends_at=time(hour + 1))
    return group


def move_to(group: Group, venue) -> Group:
    group.venue = venue
    group.save(update_fields=["venue"])
    return group


def fill(group: Group) -> Group:
    group.seats_taken = group.capacity
    group.save(update_fields=["seats_taken"])
    return group


def groups_of(found) -> list[Group]:
    return [each.group for each in found]


def test_three_are_named_the_likest_first(town):
    certificate = town.certificate()
    wanted = taught_on(town.group(), 2)
    other_direction = taught_on(town.group(code="arts"), 2)
    same_direction = taught_on(town.group(), 4)
    same_program = taught_on(
        GroupFactory(
            module=ModuleFactory(program=wanted.program, price=720_000, normative_cost=720_000),
            starts_on=wanted.starts_on,
            ends_on=wanted.ends_on,
        ),
        3,
    )
    town.group(code="sport")

    found = alternatives.instead_of(wanted, certificate, on=ON)

    assert groups_of(found) == [same_program, same_direction, other_direction]


def test_why_each_is_named_in_words(town):
    certificate = town.certificate()
    wanted = taught_on(town.group(), 2, 4)
    taught_on(move_to(town.group(), wanted.venue), 2, 4)

    (found,) = alternatives.instead_of(wanted, certificate, on=ON)

    with translation.override("ru"):
        assert [reason.replace("\u00a0", " ") for reason in found.reasons] == [
            f"та же направленность: {str(wanted.program.direction).lower()}",
            "по тому же адресу",
            "те же дни: вторник, четверг",
            "сертификат оплатит полностью: 7 200,00 ₽",
        ]
    assert found.url.endswith(f"?certificate={certificate.pk}&starts_on=10.01.2022")


def test_the_distance_is_said_only_where_both_places_are_on_the_map(town):
    certificate = town.certificate()
    here = VenueFactory(provider=town.provider, latitude=61.6688, longitude=50.8364)
    near = VenueFactory(provider=town.provider, latitude=61.6780, longitude=50.8100)
    wanted = move_to(town.group(), here)
    on_the_map = move_to(town.group(), near)

    (found,) = alternatives.instead_of(wanted, certificate, on=ON)
    with translation.override("ru"):
        assert found.group == on_the_map
        assert "1,7 км от выбранной группы" in found.reasons

        move_to(on_the_map, VenueFactory(provider=town.provider))
        (found,) = alternatives.instead_of(wanted, certificate, on=ON)
        assert not any("км" in reason for reason in found.reasons)


def unlike(town: Town, what: str) -> Group:
    """A group that cannot be joined by the child for one reason."""
    group = town.group()
    program, module = group.program, group.module
    if what == "full":
        fill(group)
    elif what == "closed":
        module.is_open = False
    elif what == "kept for pupils":
        group.kept_until = date(2022, 2, 1)
        group.save()
    elif what == "too old":
        program.age_from, program.age_to = 15, 17
    elif what == "not certified":
        program.certified_on = None
    elif what == "hidden":
        program.status = "archived"
    elif what == "of a suspended organisation":
        town.provider.status = "suspended"
        town.provider.save()
    elif what == "without an agreement":
        town.plan.agreements.update(status="closed")
    elif what == "of a full direction":
        town.plan.direction_limits.create(direction=direction("technical"), number=0)
    program.save()
    module.save()
    return group


@pytest.mark.parametrize(
    "what",
    [
        "full",
        "closed",
        "kept for pupils",
        "too old",
        "not certified",
        "hidden",
        "of a suspended organisation",
        "without an agreement",
        "of a full direction",
    ],
)
def test_what_cannot_be_joined_is_not_named(town, what):
    certificate = town.certificate()
    wanted = fill(town.group())
    unlike(town, what)

    assert alternatives.instead_of(wanted, certificate, on=ON) == []


def test_days_on_which_the_child_is_busy_are_left_out(town):
    certificate = town.certificate()
    town.apply(certificate, taught_on(town.group("1000.00", "1000.00"), 2, hour=15))
    wanted = fill(town.group())
    taught_on(town.group("1000.00", "1000.00"), 2, hour=15)
    free = taught_on(town.group("1000.00", "1000.00"), 2, hour=16)

    assert groups_of(alternatives.instead_of(wanted, certificate, on=ON)) == [free]


def test_what_the_certificate_pays_in_full_comes_before_what_is_liker(town):
    certificate = town.certificate()
    wanted = fill(town.group())
    dear = town.group("12000.00", "12000.00")
    unlike_but_paid = town.group("9000.00", "9000.00", code="arts")

    found = alternatives.instead_of(wanted, certificate, on=ON)

    assert groups_of(found) == [unlike_but_paid, dear]
    assert [each.own_part for each in found] == [0, 240_000]


def test_an_empty_certificate_is_shown_what_is_free_of_charge(town):
    certificate = town.certificate(funded=False)
    wanted = fill(town.group())
    town.group()
    free = town.group()
    free.program.register, free.program.certified_on = "significant", None
    free.program.save()

    (found,) = alternatives.instead_of(wanted, certificate, on=ON)

    assert found.group == free
    with translation.override("ru"):
        assert found.price == "бесплатно"


@pytest.mark.parametrize(
    ("refusal", "is_named"),
    [("no_places", True), ("group_not_formed", True), ("age", False), ("entry_test", False)],
)
def test_what_speaks_against_the_program_leaves_its_other_groups_out(town, refusal, is_named):
    certificate = town.certificate()
    wanted = town.group()
    sibling = GroupFactory(module=wanted.module, starts_on=wanted.starts_on, ends_on=wanted.ends_on)

    found = alternatives.instead_of(wanted, certificate, on=ON, refusal=refusal)

    assert groups_of(found) == ([sibling] if is_named else [])


def test_a_closed_certificate_is_shown_nothing(town):
    certificate = town.certificate()
    town.group()
    certificate.status = "suspended"

    assert alternatives.instead_of(fill(town.group()), certificate, on=ON) == []


def test_it_asks_few_questions_however_many_groups_there_are(town, django_assert_max_num_queries):
    certificate = town.certificate()
    wanted = fill(town.group())
    for _number in range(12):
        taught_on(town.group("500.00", "500.00"), 3)

    with django_assert_max_num_queries(24):
        assert len(alternatives.instead_of(wanted, certificate, on=ON)) == 3


def test_each_named_place_can_be_applied_for(town):
    certificate = town.certificate()
    contract = town.apply(certificate, town.group())
    for _number in range(3):
        town.group()
    refused = enrolling.refuse(contract, Contract.Refusal.NO_PLACES, by=town.payer, on=ON)

    found = alternatives.instead_of(refused.group, certificate, on=ON, refusal=refused.refusal)
    assert len(found) == 3
    town.apply(certificate, found[0].group, starts_on=found[0].offer.starts_on)


def test_the_letter_of_a_refusal_names_them_with_their_addresses(town):
    contract = town.apply(town.certificate(), town.group())
    other = town.group()

    enrolling.refuse(contract, Contract.Refusal.NO_PLACES, "Мест нет", by=town.payer, on=ON)

    letter = Notification.objects.get(kind="enrollment.contract_refused")
    assert "Вот где для ребёнка есть свободные места:" in letter.body
    assert f"«{other.program.short_name}»" in letter.body
    assert f"/enrollment/groups/{other.pk}/apply/?certificate=" in letter.body
    sound()


def test_a_job_that_refuses_many_leaves_them_to_the_page(town):
    contract = town.apply(town.certificate(), town.group())
    town.group()

    enrolling.refuse(contract, Contract.Refusal.OVERDUE, by=None, on=ON, job="overdue")

    letter = Notification.objects.get(kind="enrollment.contract_refused")
    assert "/apply/" not in letter.body


def test_the_letter_about_a_place_names_them_too(town):
    certificate = town.certificate(funded=False)
    groups = [town.group(), town.group()]
    for group in groups:
        group.program.register, group.program.certified_on = "significant", None
        group.program.save()
    place = placing.apply_for_budget_place(
        certificate, groups[0], starts_on=date(2022, 1, 10), by=town.parent, on=ON
    )

    placing.refuse(place, Contract.Refusal.NO_PLACES, by=town.payer, on=ON)

    letter = Notification.objects.get(kind="enrollment.place_refused")
    assert f"/enrollment/groups/{groups[1].pk}/apply/" in letter.body
