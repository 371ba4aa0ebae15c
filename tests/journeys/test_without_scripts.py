"""Nothing depends on scripts, and a keyboard is enough."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from enrollment import enrolling
from enrollment.models import Contract
from tests.factories.programs import ProgramFactory
from tests.factories.reference import direction
from tests.journeys import family
from tests.journeys.person import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def another_program(group):
    return ProgramFactory(
        provider=group.program.provider,
        short_name="Робототехника для старших",
        direction=direction("arts"),
        age_from=13,
        age_to=17,
    )


def test_the_catalogue_is_filtered_without_scripts(arrives, group, another_program):
    visitor = arrives(on_phone=True, with_scripts=False)
    visitor.opens("/programs/")
    visitor.is_at("Каталог программ")
    visitor.sees("Найдено 2 программы")

    visitor.unfolds("Фильтры")
    visitor.writes("Возраст ребёнка", 9)
    visitor.ticks("Только со свободными местами")
    visitor.presses("Показать")

    visitor.sees("Найдена 1 программа", group.program.short_name)
    visitor.does_not_see(another_program.short_name)
    visitor.follows("Убрать фильтр: 9 лет")
    visitor.does_not_see("Убрать фильтр: 9 лет")


def test_a_place_is_applied_for_and_signed_without_scripts(
    arrives, parent, funded_certificate, group, provider_manager, on
):
    mother = arrives(parent, on_phone=True, with_scripts=False)
    mother.goes_to("Каталог программ")
    mother.follows(group.program.short_name)
    mother.follows("Записаться")
    mother.is_at("Заявка на место")
    family.sends_the_application(mother)

    enrolling.accept(Contract.objects.get(), by=provider_manager, on=on)

    mother.goes_to("Наши заявки и договоры")
    mother.follows(group.program.short_name)
    family.accepts_the_offer(mother)
    assert Contract.objects.get().status == Contract.Status.ACTIVE


def test_a_keyboard_is_enough_to_sign_in_and_to_search(arrives, parent, group):
    person = Keyboard(arrives())
    person.goes_to_link("Войти")
    person.types_into("E-mail", parent.email)
    person.types_into("Пароль", "не тот")
    person.presses("Enter")
    expect(person.main.get_by_role("alert")).to_be_focused()
    expect(person.main.get_by_role("alert")).to_contain_text("Неверный e-mail или пароль")

    person.types_into("Пароль", PASSWORD)
    person.presses("Enter")
    person.goes_to_link("Каталог программ")
    person.types_into("Что ищем", "роботы")
    person.presses("Enter")
    expect(person.main).to_contain_text(group.program.short_name)


def test_a_keyboard_is_enough_to_apply_and_to_take_the_application_back(
    arrives, parent, funded_certificate, group
):
    person = Keyboard(arrives(parent))
    person.goes_to_link("Каталог программ")
    person.goes_to_link(group.program.short_name)
    person.goes_to_link("Записаться")
    person.ticks("Хочу подать заявку на это место")
    person.ticks("С условиями выше ознакомлен(а)")
    person.clicks("Подать заявку")
    expect(person.main).to_contain_text("Квитанция о заявке")
    contract = Contract.objects.get()
    assert contract.status == Contract.Status.REQUESTED

    person.goes_to_link("Открыть заявку")
    person.clicks("Отозвать заявку")
    person.clicks("Отозвать заявку")
    expect(person.main).to_contain_text("отозвана")
    contract.refresh_from_db()
    assert contract.status == Contract.Status.WITHDRAWN


class Keyboard:
    """A person who has no mouse: Tab until the wanted thing is in focus, then Enter."""

    LONGEST_WAY = 60

    def __init__(self, person):
        self.page, self.main = person.page, person.main
        person.opens("/")

    def presses(self, key: str) -> None:
        self.page.keyboard.press(key)

    def goes_to_link(self, words: str) -> None:
        # a folded menu has the same links
        self.tabs_to(self.page.get_by_role("link", name=words).locator("visible=true").first)
        self.presses("Enter")
        self.page.wait_for_load_state()

    def ticks(self, words: str) -> None:
        self.tabs_to(self.main.get_by_role("checkbox", name=words))
        self.presses("Space")

    def clicks(self, words: str) -> None:
        """A button, or a link that looks like one."""
        wanted = self.main.get_by_role("button", name=words)
        self.tabs_to(wanted.or_(self.main.get_by_role("link", name=words)).first)
        self.presses("Enter")
        self.page.wait_for_load_state()

    def types_into(self, field: str, words: str) -> None:
        self.tabs_to(self.main.get_by_label(field, exact=True))
        self.presses("ControlOrMeta+A")
        self.page.keyboard.type(words)

    def tabs_to(self, wanted: Locator) -> None:
        expect(wanted).to_be_visible()
        for _ in range(self.LONGEST_WAY):
            self.presses("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        pytest.fail(f"Tab does not come to {wanted}")
