"""The version for the visually impaired is as usable as the usual one, in every pair of colours."""

from __future__ import annotations

import pytest
from django.urls import reverse

from navigator.sight import CONTRAST

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WIDTHS = (1366, 390, 320)


def chooses(person, colours: str, **answers: str) -> None:
    person.opens(reverse("sight"))
    person.chooses("Цвета", colours)
    for question, answer in answers.items():
        person.chooses(question, answer)
    person.presses("Показывать так")


def places(group) -> list[str]:
    return [
        reverse("programs:catalogue"),
        f"{reverse('programs:catalogue')}?view=map",
        reverse("programs:program", args=[group.program.slug]),
        reverse("users:sign_in"),
        reverse("users:register"),
        reverse("sight"),
    ]


def fits(person, width: int) -> bool:
    person.page.set_viewport_size({"width": width, "height": 800})
    return bool(person.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("contrast", CONTRAST)
def test_every_pair_of_colours_is_read_by_everybody(arrives, group, parent, contrast, certificate):
    visitor, mother = arrives(), arrives(parent, on_phone=True)
    colours = {
        "black": "Чёрным по белому",
        "white": "Белым по чёрному",
        "blue": "Тёмно-синим по голубому",
        "brown": "Коричневым по бежевому",
        "green": "Светло-зелёным по тёмно-коричневому",
        "usual": "Цвета портала",
    }[contrast]
    for person in (visitor, mother):
        chooses(person, colours)

    for address in places(group):
        visitor.opens(address)
        visitor.is_there()
    for name in ("certificates:family", "users:profile", "enrollment:our_contracts"):
        mother.opens(reverse(name))
        mother.is_there()


def test_twice_as_large_and_widely_set_nothing_sticks_out(arrives, group, parent, certificate):
    mother = arrives(parent, on_phone=True)
    chooses(
        mother,
        "Белым по чёрному",
        **{"Размер букв": "200 %", "Расстояние между буквами и строками": "Очень большое"},
    )
    wide = []
    family = [reverse(name) for name in ("certificates:family", "users:profile")]
    for address in [*places(group), *family]:
        mother.opens(address)
        mother.is_there()
        wide += [(address, width) for width in WIDTHS if not fits(mother, width)]

    assert wide == []


def test_without_scripts_it_is_chosen_and_taken_back(arrives, group):
    visitor = arrives(with_scripts=False)
    visitor.opens(reverse("programs:catalogue"))
    visitor.page.get_by_role("link", name="Версия для слабовидящих").first.click()
    visitor.chooses("Цвета", "Белым по чёрному")
    visitor.presses("Показывать так")

    visitor.is_at("программ")
    assert visitor.page.locator("html.sight-contrast-white").count() == 1
    visitor.presses("Обычная версия")
    visitor.is_at("программ")
    assert visitor.page.locator("html.sight").count() == 0
