"""A family that looked in vain is told once when there is something."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from programs import scheduling, wishing
from programs.models import Program, Wish
from reference.errors import RuleBroken
from tests.factories.certificates import ChildFactory
from tests.factories.programs import GroupFactory, WishFactory
from users.models import AuditEvent, Notification

pytestmark = pytest.mark.django_db

ON = date(2026, 9, 5)


def letters(person):
    return Notification.objects.filter(recipient=person, kind="programs.places_found")


def test_a_free_place_that_fits_is_told_of_once(parent):
    made = wishing.wish("q=лепка&age=8&page=2&sort=name", by=parent, on=ON)
    assert made.asked == "age=8&q=%D0%BB%D0%B5%D0%BF%D0%BA%D0%B0"
    assert wishing.tell(on=ON) == 0

    GroupFactory(module__program__short_name="Лепка")
    assert wishing.tell(on=ON) == 1
    assert wishing.tell(on=ON) == 0

    assert "Лепка" in letters(parent).get().body
    assert letters(parent).get().url == made.get_absolute_url()
    assert AuditEvent.objects.filter(action="wish.fulfilled").get().job == "wishes"


def test_a_full_group_fulfils_no_wish_until_a_seat_comes_free(parent):
    wishing.wish("q=лепка", by=parent, on=ON)
    group = GroupFactory(module__program__short_name="Лепка", capacity=8, seats_taken=8)
    assert wishing.tell(on=ON) == 0

    scheduling.free_seat(group)
    assert wishing.tell(on=ON) == 1


def test_a_wish_for_a_child_goes_by_its_age(parent):
    child = ChildFactory(guardian=parent, birth_date=date(2010, 1, 1))
    made = wishing.wish(f"child={child.pk}", by=parent, on=ON)
    GroupFactory(module__program__age_from=7, module__program__age_to=12)
    assert wishing.fitting(made, on=ON) == []

    GroupFactory(module__program__age_from=14, module__program__age_to=17)
    assert len(wishing.fitting(made, on=ON)) == 1
    assert child.first_name not in made.asked


def test_a_child_of_somebody_else_is_no_wish(parent):
    stranger = ChildFactory()

    with pytest.raises(RuleBroken) as refusal:
        wishing.wish(f"child={stranger.pk}", by=parent, on=ON)

    assert refusal.value.code == "nothing_asked"


@pytest.mark.parametrize("asked", ["", "page=2", "free=1", "sort=name", "unknown=1", "%00"])
def test_a_wish_asks_for_something(parent, asked):
    with pytest.raises(RuleBroken) as refusal:
        wishing.wish(asked, by=parent, on=ON)

    assert refusal.value.code == "nothing_asked"


def test_too_much_is_refused_with_a_sentence(parent):
    with pytest.raises(RuleBroken) as refusal:
        wishing.wish("q=" + "ы" * 2_000, by=parent, on=ON)
    assert refusal.value.code == "too_long"

    for age in range(3, 3 + 15):
        WishFactory(user=parent, asked=f"age={age}")
    for number in range(wishing.MOST - 15):
        WishFactory(user=parent, asked=f"q={number}")
    with pytest.raises(RuleBroken) as refusal:
        wishing.wish("q=лепка", by=parent, on=ON)
    assert refusal.value.code == "too_many_wishes"


def test_the_same_wish_twice_is_one(parent):
    first = wishing.wish("q=лепка&age=8", by=parent, on=ON)

    assert wishing.wish("age=8&q=лепка", by=parent, on=ON) == first


def test_an_ended_wish_is_not_told_of(parent):
    made = wishing.wish("q=лепка", by=parent, on=ON)
    wishing.end(made, by=parent, on=ON)
    wishing.end(made, by=parent, on=ON)
    GroupFactory(module__program__short_name="Лепка")

    assert wishing.tell(on=ON) == 0
    assert AuditEvent.objects.filter(action="wish.ended").count() == 1


# --- pages ---


def test_nothing_found_offers_a_parent_to_be_told(client, parent):
    client.force_login(parent)
    page = client.get(reverse("programs:catalogue") + "?q=лепка&age=8")
    assert "Сообщить, когда появится" in page.text

    answer = client.post(reverse("programs:make_wish"), {"asked": "q=лепка&age=8"}, follow=True)

    assert "«лепка», 8 лет" in answer.text
    made = Wish.objects.get()
    client.post(reverse("programs:end_wish", args=(made.pk,)))
    made.refresh_from_db()
    assert not made.is_living
    assert "завершено" in client.get(reverse("programs:wishes")).text


def test_a_visitor_is_asked_to_sign_in_first(client):
    page = client.get(reverse("programs:catalogue") + "?q=лепка").text

    assert "Войдите, и мы напишем" in page
    assert "%3Fq%3D" in page


def test_a_wish_of_somebody_else_does_not_exist(client, stranger):
    made = WishFactory()
    client.force_login(stranger)

    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.post(reverse("programs:end_wish", args=(made.pk,))).status_code == 404


def test_the_page_of_a_wish_shows_what_there_is(client, parent):
    made = WishFactory(user=parent, asked="q=лепка")
    GroupFactory(module__program__short_name="Лепка")
    client.force_login(parent)

    assert "Лепка" in client.get(made.get_absolute_url()).text
    assert Program.objects.count() == 1


def test_a_full_program_offers_to_tell_of_places_on_its_card(client, parent):
    group = GroupFactory(module__program__short_name="Лепка", capacity=8, seats_taken=8)
    card = group.program.get_absolute_url()
    assert f"{reverse('users:sign_in')}?next={card}" in client.get(card).text
    client.force_login(parent)
    assert "Сообщить о местах" in client.get(card).text

    made = client.post(
        reverse("programs:make_wish"), {"asked": wishing.for_program(group.program)}, follow=True
    )

    assert made.status_code == 200
    assert Wish.objects.get().user == parent


def test_a_program_with_places_does_not(client, parent):
    client.force_login(parent)

    card = client.get(GroupFactory().program.get_absolute_url()).text

    assert "Сообщить о местах" not in card
