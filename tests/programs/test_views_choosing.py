"""Favourites and the page that compares."""

from __future__ import annotations

import pytest
from django.urls import reverse

from programs.models import Favourite, Wish
from tests.factories.programs import FavouriteFactory, GroupFactory, ModuleFactory, ProgramFactory

COMPARE = reverse("programs:compare")


@pytest.fixture(autouse=True)
def the_day(monkeypatch, on):
    monkeypatch.setattr("reference.clock.today", lambda municipality=None: on)


def five(provider) -> list[str]:
    programs = [
        ProgramFactory(provider=provider, short_name=f"Кружок {n}", age_from=5 + n)
        for n in range(5)
    ]
    for program in programs:
        GroupFactory(module=ModuleFactory(program=program))
    return [program.slug for program in programs]


def test_a_press_puts_aside_and_comes_back(client, parent, group):
    client.force_login(parent)
    here = f"{group.program.get_absolute_url()}?from=list"

    answer = client.post(
        reverse("programs:favour", args=(group.program.slug,)), {"back": here}, follow=True
    )

    assert answer.redirect_chain[-1][0] == here
    assert "В избранном" in answer.text
    assert Favourite.objects.get().user == parent


def test_a_way_back_to_another_site_is_not_gone(client, parent, group):
    client.force_login(parent)

    answer = client.post(
        reverse("programs:favour", args=(group.program.slug,)), {"back": "//evil.example/"}
    )

    assert answer.headers["Location"] == group.program.get_absolute_url()


def test_a_guest_signs_in_and_is_asked_once_more(client, parent, group):
    address = reverse("programs:favour", args=(group.program.slug,))
    assert address in client.get(group.program.get_absolute_url()).text

    to_door = client.get(address)
    assert to_door.headers["Location"].startswith(reverse("users:sign_in"))
    client.force_login(parent)

    assert "Добавить в избранное?" in client.get(address).text
    assert not Favourite.objects.exists()


def test_favourites_tell_places_and_offer_to_wait(client, parent, full_group):
    FavouriteFactory(user=parent, program=full_group.program)
    client.force_login(parent)

    page = client.get(reverse("programs:favourites"))

    assert full_group.program.short_name in page.text
    assert "Сообщить о местах" in page.text


def test_the_offered_wish_is_kept(client, parent, full_group):
    FavouriteFactory(user=parent, program=full_group.program)
    client.force_login(parent)
    wish = client.get(reverse("programs:favourites")).context["kept"][0].wish

    client.post(reverse("programs:make_wish"), {"asked": wish})

    assert full_group.program.provider.slug in Wish.objects.get().asked


def test_what_is_not_among_them_cannot_be_removed(client, stranger, group):
    client.force_login(stranger)

    answer = client.post(reverse("programs:unfavour", args=(group.program.slug,)))

    assert answer.status_code == 404


def test_a_fifth_program_is_refused_in_a_sentence(client, provider):
    slugs = five(provider)

    page = client.get(COMPARE, {"program": slugs})

    assert "Одновременно можно сравнить четыре программы" in page.text
    assert "Кружок 4" in page.text
    assert page.text.count("/#groups") == 4


def test_differences_are_told_in_words(client, provider):
    page = client.get(COMPARE, {"program": five(provider)[:2]})

    assert "различается" in page.text
    assert "одинаково" in page.text


def test_unknown_and_repeated_programs_are_passed_over(client, group):
    slug = group.program.slug

    page = client.get(COMPARE, {"program": [slug, slug, "no-such-program", "a\x00b"]})

    assert page.status_code == 200
    assert page.text.count("/#groups") == 1
    assert "уже нет в каталоге" in page.text


def test_a_draft_is_not_compared(client, provider_manager, provider):
    draft = ProgramFactory(provider=provider, status="draft", published_on=None)
    client.force_login(provider_manager)

    assert draft.short_name not in client.get(COMPARE, {"program": draft.slug}).text


def test_another_program_is_found_by_its_name(client, group):
    other = ProgramFactory(short_name="Шахматная школа")
    GroupFactory(module=ModuleFactory(program=other))

    page = client.get(COMPARE, {"program": group.program.slug, "q": "шахматы"})

    assert f"?program={group.program.slug}&amp;program={other.slug}" in page.text


def test_a_parent_compares_what_the_own_child_would_pay(
    client, parent, group, funded_certificate, child
):
    client.force_login(parent)

    page = client.get(COMPARE, {"program": group.program.slug})

    assert "Для вашего ребёнка" in page.text
    assert child.first_name in page.text
