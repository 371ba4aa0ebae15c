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
