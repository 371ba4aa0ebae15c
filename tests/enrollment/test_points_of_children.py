"""Where a child lives and learns: told, rounded, hidden from others, taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from certificates import acting, consenting, whereabouts
from certificates.models import ChildPoint, Guardianship
from reference.errors import RuleBroken
from reference.points import Point
from tests.factories.certificates import (
    ChildFactory,
    ChildPointFactory,
    ConsentFactory,
    GuardianshipFactory,
)
from tests.factories.programs import GroupFactory
from tests.factories.providers import VenueFactory
from tests.factories.users import UserFactory
from users import audit

pytestmark = pytest.mark.django_db

CATALOGUE = reverse("programs:catalogue")


def url(child, kind="home") -> str:
    return reverse("enrollment:tell_point", args=(child.pk, kind))


def said(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_place_is_kept_to_a_hundred_metres_and_told_again(parent, child):
    whereabouts.tell(child, "home", Point(59.123456, 36.054321), by=parent)
    whereabouts.tell(child, "home", Point(59.2, 36.1), by=parent)

    (told,) = ChildPoint.objects.all()
    assert (told.latitude, told.longitude) == (Decimal("59.200"), Decimal("36.100"))


def test_the_journal_says_that_it_was_told_and_not_where(parent, child):
    whereabouts.tell(child, "home", Point(59.123, 36.054), by=parent)

    event = audit.history_of(child).get(action="child.place_told")
    assert "59" not in str(event.details)


def test_who_may_only_look_tells_and_sees_no_home(client: Client, parent, child):
    ChildPointFactory(child=child)
    looker = UserFactory()
    GuardianshipFactory(child=child, user=looker, rights=Guardianship.Rights.LIMITED)

    with pytest.raises(RuleBroken) as refusal:
        whereabouts.tell(child, "home", Point(59.1, 36.0), by=looker)
    assert isinstance(refusal.value, acting.SeesOnly)

    client.force_login(looker)
    assert f"home-{child.pk}" not in said(client.get(CATALOGUE))


def test_a_place_goes_with_the_last_consent(parent, child):
    ConsentFactory(child=child, given_by=parent)
    ChildPointFactory(child=child)

    consenting.withdraw(child, of=parent, by=parent)

    assert not ChildPoint.objects.exists()


def test_programs_near_home_are_found_by_the_key_of_the_child(client: Client, parent, child):
    ChildPointFactory(child=child)
    GroupFactory(module__program__short_name="Рядом", venue__latitude=59.1, venue__longitude=36.02)
    GroupFactory(module__program__short_name="Далеко", venue__latitude=59.3, venue__longitude=36.0)
    client.force_login(parent)

    html = said(client.get(f"{CATALOGUE}?near=home-{child.pk}&within=3&sort=near"))

    assert "Рядом" in html
    assert "1,1\xa0км" in html or "1,1 км" in html
    assert "Далеко" not in html
    assert f"рядом: дом ({child.first_name})" in html
    assert "latitude=" not in html


def test_somebody_elses_home_asks_for_nothing(client: Client, parent, child, stranger):
    ChildPointFactory(child=child)
    GroupFactory(module__program__short_name="Далеко", venue__latitude=60.0, venue__longitude=36.0)

    for user in (None, stranger):
        if user:
            client.force_login(user)
        html = said(client.get(f"{CATALOGUE}?near=home-{child.pk}&within=1&view=map"))
        assert "Такого места портал не знает" in html
        assert "59.1" not in html
        assert child.first_name not in html


# --- the page ---


def test_a_parent_names_a_known_place(client: Client, parent, child):
    VenueFactory(settlement="с. Ключи", latitude=59.25, longitude=36.5)
    client.force_login(parent)

    answer = client.post(url(child, "school"), {"place": "ключи"})

    assert answer.headers["Location"] == reverse("certificates:family")
    assert child.points.get(kind="school").point == Point(59.25, 36.5)


def test_of_several_places_the_parent_chooses_one(client: Client, parent, child):
    first = VenueFactory(settlement="с. Ключи", latitude=59.25, longitude=36.5)
    VenueFactory(settlement="с. Ключи", latitude=59.35, longitude=36.5)
    client.force_login(parent)

    html = said(client.post(url(child), {"place": "школьная"}))
    assert "Таких мест несколько. Выберите одно." in html
    assert 'value="школьная"' in html

    client.post(url(child), {"place": "школьная", "chosen": f"venue-{first.pk}"})
    assert child.points.get().point == Point(59.25, 36.5)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"place": ""}, "Назовите место или укажите точку на карте"),
        ({"place": "Атлантида"}, "Такого места портал не знает"),
        ({"point": "37.6, 55.7"}, "Введите два числа: широту и долготу"),
        ({"point": "👩‍👧 <b>"}, "Введите два числа: широту и долготу"),
        ({"place": "Ы" * 300}, "200"),
        ({"place": "а\x00б"}, "Данные содержат запрещённый символ"),
    ],
)
def test_what_is_no_place_is_said_and_nothing_is_kept(
    client: Client, parent, child, form, sentence
):
    client.force_login(parent)

    assert sentence in said(client.post(url(child), form))
    assert not ChildPoint.objects.exists()


def test_a_point_from_the_map_is_taken_and_removed(client: Client, parent, child):
    client.force_login(parent)

    client.post(url(child), {"point": "59.1234, 36.0568"})
    assert child.points.get().point == Point(59.123, 36.057)
    assert "59.123, 36.057" in said(client.get(url(child)))

    client.post(reverse("enrollment:forget_point", args=(child.pk, "home")))
    assert not ChildPoint.objects.exists()


def test_a_stranger_and_an_unknown_kind_are_not_found(client: Client, parent, child, stranger):
    client.force_login(stranger)
    assert client.get(url(child)).status_code == 404

    client.force_login(parent)
    assert client.get(url(child, "office")).status_code == 404
    assert client.get(url(ChildFactory())).status_code == 404


def test_without_a_consent_no_place_is_kept(client: Client, parent, child):
    ConsentFactory(child=child, given_by=parent)
    consenting.withdraw(child, of=parent, by=parent)
    client.force_login(parent)

    page = client.post(url(child), {"point": "59.25 36.5"})

    assert "отозвано" in said(page)
    assert not ChildPoint.objects.exists()


def test_who_was_removed_meanwhile_is_told_and_not_shown_an_error(
    client: Client, parent, child, monkeypatch
):
    def removed(*_child, **_by):
        raise acting.NOT_YOURS

    monkeypatch.setattr(acting, "hold", removed)
    client.force_login(parent)

    page = client.post(reverse("enrollment:forget_point", args=(child.pk, "home")), follow=True)

    assert page.redirect_chain[-1][0] == reverse("certificates:family")
    assert "Вы больше не представляете этого ребёнка" in said(page)
