"""The menu says where one is, once."""

import pytest
from django.urls import reverse

from navigator import menu

pytestmark = pytest.mark.django_db


def current(items, path, user=None):
    return [link.url for link in menu.links(items, path=path, user=user) if link.is_current]


def test_a_page_of_the_catalogue_belongs_to_the_catalogue(program):
    catalogue = reverse("programs:catalogue")

    assert current(menu.MAIN_MENU, program.get_absolute_url()) == [catalogue]


def test_a_page_of_the_workplace_does_not_belong_to_the_catalogue(provider_manager):
    path = reverse("programs:new_program")

    assert current(menu.MAIN_MENU, path) == []
    assert current(menu.WORKPLACES, path, provider_manager) == [reverse("programs:own_programs")]


def test_a_family_finds_its_own_apart_from_what_it_chooses(parent):
    ours, choice = menu.sections(parent, path="/")

    assert [link.url for link in ours.links] == [
        reverse(name)
        for name in (
            "enrollment:family_home",
            "certificates:family",
            "enrollment:our_contracts",
            "enrollment:week",
        )
    ]
    chosen_from = [link.url for link in choice.links]
    assert chosen_from[:2] == [reverse("programs:favourites"), reverse("programs:wishes")]
    assert not set(chosen_from) & {link.url for link in ours.links}


@pytest.mark.parametrize("item", ["enrollment:our_contracts", "enrollment:week"])
def test_the_menu_calls_a_page_what_the_page_calls_itself(client, parent, item):
    client.force_login(parent)
    link = next(
        link for link in menu.sections(parent, path="/")[0].links if link.url == reverse(item)
    )

    assert f"<h1>{link.label}</h1>" in client.get(link.url).content.decode()


def test_the_phone_keeps_the_catalogue_among_the_choices_of_a_family(client, parent, moc):
    def phone_menu(user):
        client.force_login(user)
        return client.get(reverse("users:profile")).content.decode().split("phone-menu")[1]

    assert phone_menu(parent).index("наша семья") < phone_menu(parent).index("выбрать")
    assert phone_menu(parent).index("выбрать") < phone_menu(parent).index("Каталог программ")
    assert phone_menu(parent).index("Профиль") < phone_menu(parent).index("Помощь")
    assert "выбрать" not in phone_menu(moc)
    assert phone_menu(moc).count("Каталог программ") == 1
