"""The demo district: its sheets, its people, its year, and the note that it comes to."""

import os
from collections import Counter, defaultdict
from datetime import date, timedelta
from io import StringIO
from itertools import combinations

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q
from django.utils import translation

from certificates import acting
from certificates.models import Account, Certificate, Child, Entry
from certificates.registering import is_snils
from enrollment import checking
from enrollment.models import BudgetPlace, Contract
from navigator.demo import allocation, cards, cast, district, names, note, people, sheets, timetable
from navigator.demo.ages import SchoolDays
from navigator.demo.allocation import Class, Pupil
from navigator.demo.diary import Diary, moment
from navigator.demo.pipeline import pipeline_of
from programs.models import Group, Module, Photo, Program
from programs.readiness import missing
from providers import requisites
from providers.models import Provider
from reference import configuration
from reference.days import full_years
from reference.models import Municipality
from reference.money import KOPECKS_IN_RUBLE
from users.models import Notification, Role, User

LEAP_DAY = date(2028, 2, 29)

# Days on which something turns: the year, the school year, the lessons, the month.
HARD_DAYS = [
    date(2026, 9, 1),
    date(2026, 9, 2),
    date(2026, 10, 1),
    date(2026, 12, 31),
    date(2027, 1, 1),
    LEAP_DAY,
    date(2027, 4, 30),
    date(2027, 5, 31),
    date(2027, 8, 1),
    date(2027, 8, 31),
]

# A load takes most of a minute: all of them with `make demo-dates`, the hardest one every time.
DAYS_TO_LOAD = HARD_DAYS if os.environ.get("DEMO_DATES") else HARD_DAYS[-1:]

# What the note must say, whatever the day (product.md 5.7, 6.4).
FIGURES = {
    "organisers": 18,
    "programs": 92,
    "children": 1604,
    "places": 2053,
    "certificates": 1847,
    "accounting": 1289,
    "accounting_used": 1101,
    "funded": 558,
    "funded_used": 503,
    "funded_unused": 41,
    "funded_suspended": 14,
    "coverage": 694,
    "population": 2311,
    "groups": 203,
    "full_groups": 28,
    "declared_places": 2556,
    "free_places": 503,
    "requested": 37,
    "accepted": 22,
    "waiting": 41,
    "refused": 58,
    "withdrawn": 63,
    "left": 74,
    "families": 1211,
    "teachers": 61,
    "responsible": 18,
    "undelivered": 9,
    "suspected_twice": 6,
    "unconfirmed": 4,
    "parents_part": 54_800 * KOPECKS_IN_RUBLE,
}
AGES = {5: 62, 6: 98, 7: 142, 8: 158, 9: 164, 10: 167, 11: 161, 12: 152, 13: 140, 14: 121, 15: 98,
        16: 79, 17: 62}  # fmt: skip
CONTRACTED = 2_182_744 * KOPECKS_IN_RUBLE


@pytest.fixture(scope="module")
def offers():
    return sheets.offers()


@pytest.fixture(scope="module")
def pupils(offers) -> list[Pupil]:
    return allocation.pupils_of(offers)


@pytest.fixture(scope="module")
def classes(offers, pupils) -> list[Class]:
    return allocation.classes_of(offers, pupils)


# ---- Who learns where ---------------------------------------------------------------------------


def test_every_place_and_contract_of_the_sheets_has_its_pupil(offers, pupils):
    places = Counter(offer.key for pupil in pupils for offer in pupil.offers)
    contracts = Counter(pupil.contract.key for pupil in pupils if pupil.contract)

    assert len(pupils) == 1604
    assert places == {offer.key: offer.places for offer in offers}
    assert contracts == {offer.key: offer.contracts for offer in offers if offer.contracts}


def test_children_of_every_age_have_their_main_program_where_the_sheets_say(offers, pupils):
    found = Counter((pupil.main.key, pupil.age) for pupil in pupils)

    assert found == {(o.key, age): number for o in offers for age, number in o.ages}
    assert Counter(pupil.age for pupil in pupils) == AGES


def test_nobody_learns_where_the_age_does_not_fit_or_twice_the_same(pupils):
    assert all(offer.admits(pupil.age) for pupil in pupils for offer in pupil.offers)
    assert all(len({offer.program.code for offer in p.offers}) == len(p.offers) for p in pupils)


def test_places_of_the_registers_keep_to_the_matrix(pupils):
    limits = configuration.REGISTER_MATRIX
    for pupil in pupils:
        kind = "funded" if pupil.is_funded else "accounting"
        for register, number in Counter(o.register for o in pupil.offers if o.is_free).items():
            most = limits[register][kind]
            assert most is None or number <= most


def test_groups_hold_their_pupils_and_come_to_the_places_declared(classes):
    assert len(classes) == 203
    assert sum(each.capacity for each in classes) == allocation.DECLARED_PLACES
    assert sum(not each.free for each in classes) == allocation.FULL_GROUPS
    assert all(each.free >= 0 for each in classes)


def test_no_room_teacher_or_child_is_in_two_places_at_once(classes):
    busy: dict[object, list[timetable.Meeting]] = defaultdict(list)
    for each, hours in timetable.timetables(classes).items():
        code = each.offer.provider.code
        for who in [(code, hours.room), (code, hours.teacher), *each.members]:
            busy[who].extend(hours.meetings)

    for meetings in busy.values():
        assert not any(one.meets(other) for one, other in combinations(meetings, 2))


def test_lessons_end_by_eight_in_the_evening(classes):
    for hours in timetable.timetables(classes).values():
        assert all(meeting.ends <= 20 * 60 for meeting in hours.meetings)


# ---- Who they are -------------------------------------------------------------------------------


@pytest.mark.parametrize("day", HARD_DAYS, ids=str)
def test_ages_hold_on_the_demos_day_and_on_the_first_lesson(pupils, day):
    days = SchoolDays(day)
    for pupil, kid in people.people_of(pupils, days).by_pupil.items():
        assert full_years(kid.born, day) == kid.age == pupil.age
        for offer in pupil.offers:
            joins = days.joins_on(kid.born, offer.program.age_from)
            assert days.start <= joins <= day
            assert offer.admits(full_years(kid.born, joins))
        if pupil.contract:
            assert pupil.contract.admits(full_years(kid.born, days.start))


@pytest.mark.parametrize("day", HARD_DAYS, ids=str)
def test_there_is_a_group_for_every_application_on_every_day(pupils, classes, day):
    days = SchoolDays(day)
    found = pipeline_of(people.people_of(pupils, days), classes, days)

    assert len(found.requested) + len(found.new_places) == 37
    assert len(found.accepted) == 22
    assert len(found.refused_contracts) + len(found.refused_places) == 58
    assert len(found.withdrawn_contracts) + len(found.withdrawn_places) == 63
    assert len(found.waiting) == 41


def test_nobody_leaves_before_some_lessons_were_given(pupils, classes):
    first = SchoolDays(date(2026, 9, 1))
    found = pipeline_of(people.people_of(pupils, first), classes, first)

    assert not found.left_contracts
    assert not found.left_places


def test_the_same_day_gives_the_same_people(pupils):
    def known(day: date) -> list[tuple[str, str, date]]:
        found = people.people_of(pupils, SchoolDays(day))
        return [(kid.last_name, kid.first_name, kid.born) for kid in found.kids]

    assert known(LEAP_DAY) == known(LEAP_DAY)
    assert known(LEAP_DAY) != known(date(2028, 3, 1))


def test_numbers_of_made_up_people_are_right_and_nobodys():
    assert all(is_snils(names.snils(ordinal)) for ordinal in range(2000))
    assert names.snils(1).startswith("9")
    assert names.phone(9_100_001) == "+7 (000) 910-00-01"


def test_surnames_bend_with_their_bearers():
    assert names.surname("Озёрский", names.FEMALE) == "Озёрская"
    assert names.surname("Берёзкин", names.FEMALE) == "Берёзкина"
    assert names.surname("Берёзкин", names.MALE) == "Берёзкин"


def test_a_card_says_enough_about_every_program(offers):
    for offer in offers:
        values = cards.values_of(offer)
        assert len(values["description"]) > 500
        assert all(values[name] for name in ("goals", "results", "content_plan", "equipment"))
        hours = [int(line.rsplit("— ", 1)[1].split()[0]) for line in
                 values["content_plan"].splitlines()]  # fmt: skip
        assert sum(hours) == offer.module_hours


# ---- The past -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_stories_go_side_by_side_in_the_order_of_their_hours():
    told = []

    def story(name, *hours):
        for hour in hours:
            day = yield date(2026, 9, 1 + hour // 24), hour % 24
            told.append((name, day.day))

    diary = Diary(moment(date(2026, 10, 1), 9))
    diary.begin(story("a", 9, 33))
    diary.begin(story("b", 10, 34))
    diary.live(lambda done: None)

    assert told == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]


@pytest.mark.django_db
def test_a_story_cannot_go_back():
    def story():
        yield date(2026, 9, 2), 9
        yield date(2026, 9, 1), 9

    diary = Diary(moment(date(2026, 10, 1), 9))
    diary.begin(story())

    with pytest.raises(ValueError, match="past"):
        diary.live(lambda done: None)


# ---- The district -------------------------------------------------------------------------------


def load(day: date) -> note.Note:
    district.load(day, now=moment(day, 9), ahead=timedelta(0), report=lambda done: None)
    return note.of(Municipality.objects.get(), day)


def figures_of(found: note.Note) -> dict[str, int]:
    return {name: getattr(found, name) for name in FIGURES}


@pytest.mark.django_db
def test_the_district_is_what_its_sheets_say(settings, tmp_path):
    """One load, since it takes a while, and everything that must hold of it."""
    settings.MEDIA_ROOT = tmp_path
    found = load(LEAP_DAY)

    assert figures_of(found) == FIGURES
    assert not checking.differences()
    the_sheets_agree_with_the_records()
    the_matrix_of_registers_holds()
    the_money_is_as_foretold()
    children_have_their_ages()
    organisations_and_cards_are_complete()
    cards_have_pictures()
    people_are_made_up()
    the_cast_has_what_it_shows()
    letters_are_of_the_past()
    a_second_load_is_refused()
    the_command_tells_of_it()


def the_sheets_agree_with_the_records():
    studies = Q(contracts__status__in=("active", "terminating"))
    for offer in sheets.offers():
        groups = Group.objects.filter(
            program__provider__short_name=offer.provider.name,
            program__short_name=offer.program.title,
            program__register=offer.register,
        )
        contracts = groups.aggregate(n=Count("contracts", filter=studies, distinct=True))["n"]
        places = BudgetPlace.objects.studying().filter(group__in=groups).count()
        assert groups.count() == offer.groups
        assert contracts == offer.contracts
        assert contracts + places == offer.places


def the_matrix_of_registers_holds():
    held = (
        BudgetPlace.objects.living()
        .filter(is_paid=False)
        .values("certificate", "certificate__type", "group__program__register")
        .annotate(number=Count("id"))
    )
    for row in held:
        register, kind = row["group__program__register"], row["certificate__type"]
        most = configuration.REGISTER_MATRIX[register][kind]
        assert most is None or row["number"] <= most
    not_free = BudgetPlace.objects.exclude(is_paid=True).filter(
        group__program__register__in=("certified", "paid")
    )
    assert not not_free.exists()


def the_money_is_as_foretold():
    studying = Contract.objects.studying()
    assert sum(studying.values_list("certificate_part", flat=True)) == CONTRACTED
    assert studying.values("certificate").distinct().count() == 503
    assert not Entry.objects.filter(effective_on__gt=LEAP_DAY).exists()
    # five months have begun after September, so six of nine parts are debited
    assert set(studying.filter(signed_on__lt=date(2027, 10, 1)).annotate(
        paid=Count("instalments", filter=Q(instalments__status="debited"))
    ).values_list("paid", flat=True)) == {6}  # fmt: skip
    waiting = Certificate.objects.filter(queue_places__left_on__isnull=True,
                                         queue_places__isnull=False)  # fmt: skip
    assert waiting.count() == 5
    assert Account.objects.filter(certificate__in=waiting).count() == 0


def children_have_their_ages():
    learn = Child.objects.filter(
        Q(certificates__contracts__status__in=("active", "terminating"))
        | Q(certificates__budget_places__status="active")
    ).distinct()
    assert Counter(child.age(LEAP_DAY) for child in learn) == AGES
    for place in BudgetPlace.objects.select_related("certificate__child", "group__program"):
        program = place.group.program
        age = place.certificate.child.age(place.starts_on)
        assert program.age_from <= age <= program.age_to


def organisations_and_cards_are_complete():
    for provider in Provider.objects.all():
        requisites.check(provider, on=LEAP_DAY)
        assert provider.inn.startswith("00")
        assert provider.head_name
        assert provider.venues.exists()
    assert Provider.objects.filter(licence_number="").count() == 1
    for program in Program.objects.published():
        assert not missing(program)
    assert not Module.objects.filter(is_open=False).exists()
    assert not Group.objects.filter(Q(slots__isnull=True) | Q(teachers__isnull=True)).exists()
    assert not Group.objects.filter(seats_taken__gt=F("capacity")).exists()


def cards_have_pictures() -> None:
    shown = Program.objects.published().filter(photos__isnull=False).distinct().count()
    assert Program.objects.published().count() // 2 < shown < Program.objects.published().count()
    for photo in Photo.objects.all():
        assert default_storage.exists(photo.path(photo.widths[0]))


def people_are_made_up():
    assert not User.objects.exclude(email__endswith="@example.org").exists()
    assert not User.objects.exclude(phone__startswith="+7 (000) ").exists()
    known = [child.snils for child in Child.objects.all() if child.snils]
    assert all(is_snils(snils) and snils.startswith("9") for snils in known)
    assert len(known) == Child.objects.count() - 6
    roles = Counter(User.objects.values_list("role_assignments__role", flat=True))
    assert roles[Role.MOC] + roles[Role.CLERK] == 3
    assert (roles[Role.OPERATOR], roles[Role.PAYER], roles[Role.OBSERVER]) == (2, 1, 1)
    assert roles[Role.ADMINISTRATOR] == 1


def the_cast_has_what_it_shows():
    assert [email for email, _name, _work in cast.people()] == [email for email, _ in cast.CAST]
    assert all(
        user.check_password(cast.PASSWORD)
        for user in User.objects.filter(email__in=dict(cast.CAST))
    )
    mother = Certificate.objects.funded().filter(child__guardianships__user__email=cast.CAST[0][0])
    contract = Contract.objects.get(certificate=mother.get())
    assert contract.status == Contract.Status.ACTIVE
    assert contract.provider.members.filter(user__email=cast.RESPONSIBLE).exists()
    assert Account.objects.get(certificate=mother.get()).available > 0
    father = Certificate.objects.get(child__guardianships__user__email=cast.CAST[1][0])
    assert father.type == Certificate.Type.ACCOUNTING
    assert father.budget_places.studying().exists()
    in_queue = Certificate.objects.get(child__guardianships__user__email=cast.CAST[2][0])
    assert in_queue.queue_places.waiting().exists()
    second, teenager = (User.objects.get(email=cast.CAST[each][0]) for each in (3, 4))
    assert acting.children_only_seen(second) == set(
        Child.objects.filter(guardianships__user__email=cast.CAST[0][0]).values_list(
            "pk", flat=True
        )
    )
    assert acting.is_own_account(teenager)


def letters_are_of_the_past():
    assert not Notification.objects.filter(sent_at__isnull=True).exists()
    assert not Notification.objects.filter(created_at__gt=moment(LEAP_DAY, 9)).exists()


def a_second_load_is_refused():
    with pytest.raises(district.NotEmpty):
        load(LEAP_DAY)


def the_command_tells_of_it():
    told = StringIO()
    with translation.override("ru"):
        call_command("demo", "--people", stdout=told)
    assert "mama@example.org" in told.getvalue()
    assert cast.PASSWORD in told.getvalue()
    assert not any(
        child.last_name in told.getvalue() and child.first_name in told.getvalue()
        for child in Child.objects.filter(guardianships__user__email=cast.CAST[0][0])
        if child.first_name not in User.objects.get(email=cast.CAST[0][0]).full_name
    )


@pytest.mark.django_db
def test_the_demo_is_not_loaded_where_people_are(parent):
    with pytest.raises(CommandError):
        call_command("demo", "--on", "2027-03-10")

    assert User.objects.get() == parent


@pytest.mark.django_db
def test_there_is_no_demo_where_it_is_switched_off(settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo")


@pytest.mark.django_db
def test_a_broken_load_leaves_nothing(monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("the light went out")

    monkeypatch.setattr("navigator.demo.arrivals.bring_people", breaks)
    monkeypatch.setattr("navigator.demo.teaching.build", lambda *args: None)

    with pytest.raises(RuntimeError):
        load(LEAP_DAY)

    assert not User.objects.exists()
    assert not Municipality.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("day", DAYS_TO_LOAD, ids=str)
def test_the_note_is_the_same_on_every_day(day):
    found = figures_of(load(day))
    expected = dict(FIGURES)
    if day - SchoolDays(day).start < timedelta(days=3):
        expected["left"] = 0  # nobody leaves before the first lessons

    assert found == expected
    assert not checking.differences()
