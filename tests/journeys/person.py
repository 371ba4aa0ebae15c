"""Someone at a browser: does only what can be seen to be done, in the words of the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from playwright.sync_api import BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from users.models import User

PASSWORD = "secret-2026"


class Person:
    """One person with a browser of their own."""

    def __init__(
        self, context: BrowserContext, look_at: Callable[[Page], None] = lambda page: None
    ) -> None:
        self.page: Page = context.new_page()
        self._look_at = look_at

    # ---- going about ----

    def opens(self, address: str) -> None:
        self.page.goto(address)

    def signs_in(self, user: User) -> None:
        self.opens("/users/sign-in/")
        self.is_at("Вход")
        self.writes("E-mail", user.email)
        self.writes("Пароль", PASSWORD)
        self.presses("Войти")
        expect(self.page.get_by_role("link", name="Войти")).to_have_count(0)

    def goes_to(self, item: str) -> None:
        """Choose an item of the menu, which a phone keeps folded."""
        folded = self.page.locator("summary", has_text="Меню")
        if folded.is_visible():
            folded.click()
        self.page.get_by_role("navigation").get_by_role("link", name=item).first.click()

    def follows(self, link: str) -> None:
        self.main.get_by_role("link", name=link).first.click()

    def presses(self, button: str) -> None:
        self._button(button).click()

    def double_clicks(self, button: str) -> None:
        self._button(button).dblclick()

    def waits_until_the_1st(self, day: str) -> None:
        """The ribbon of the demo moves the portal on."""
        self.presses("Следующее 1-е число")
        self.sees(f"На портале теперь {day}")

    def waits_until_the_period_ends(self) -> None:
        self.presses("Конец периода")
        self.sees("Период закрыт")

    def opens_the_document(self, link: str) -> str:
        """The PDF behind a link; returns its words."""
        address = self.main.get_by_role("link", name=link).first.get_attribute("href")
        answer = self.page.request.get(str(address))
        assert answer.body().startswith(b"%PDF")
        pages = PdfReader(BytesIO(answer.body())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def unfolds(self, summary: str) -> None:
        """Open what is folded; a wide screen may show it at once."""
        fold = self.main.locator("summary", has_text=summary)
        if fold.is_visible():
            fold.click()

    def _button(self, words: str) -> Locator:
        """The button with these words; what it is about may follow after a colon."""
        name = re.compile(rf"^\s*{re.escape(words)}(\s*:.*)?\s*$")
        return self.page.get_by_role("button", name=name).first

    # ---- filling in ----

    def writes(self, field: str, words: str | int) -> None:
        self.main.get_by_label(_field(field)).fill(str(words))

    def selects(self, field: str, choice: str) -> None:
        self.main.get_by_label(_field(field)).select_option(label=choice)

    def chooses(self, question: str, answer: str) -> None:
        """One answer of several that stand under a question."""
        self.main.get_by_role("group", name=question).get_by_role("radio", name=answer).check()

    def ticks(self, words: str) -> None:
        self.main.get_by_role("checkbox", name=words).check()

    # ---- seeing ----

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def title(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def is_at(self, title: str) -> None:
        """The page has come, and everybody can use it."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)
        self._look_at(self.page)

    def is_there(self) -> None:
        """A page of the portal has come, whatever its title."""
        self.is_at("")

    def sees(self, *words: str) -> None:
        for phrase in words:
            expect(self.main).to_contain_text(phrase)

    def does_not_see(self, words: str) -> None:
        expect(self.main).not_to_contain_text(words)

    def sees_no_button(self, words: str) -> None:
        expect(self.main.get_by_role("button", name=words)).to_have_count(0)

    def sees_in(self, part: Locator, words: str) -> None:
        expect(part).to_contain_text(words)

    def finds_written(self, field: str, words: str) -> None:
        """What was typed is still there."""
        expect(self.main.get_by_label(_field(field))).to_have_value(words)

    def reads(self, label: str) -> str:
        """What stands beside a label of a list of facts."""
        return _one_spaced(self.row(label).locator("dd").first.inner_text())

    def reads_the_table(self, caption: str, *columns: str) -> list[list[str]]:
        """The lines of a table, cell by cell, without its head; of some columns only."""
        table = self.main.get_by_role("table", name=caption)
        heads = [_one_spaced(head) for head in table.locator("thead th").all_text_contents()]
        wanted = [heads.index(column) for column in columns or heads]
        lines = [
            [_one_spaced(cell) for cell in line.locator("th, td").all_inner_texts()]
            for line in table.locator("tbody tr, tfoot tr").all()
        ]
        return [[line[number] for number in wanted] for line in lines]

    def row(self, label: str) -> Locator:
        term = self.page.get_by_text(label, exact=True)
        return self.main.locator(".summary-row", has=term).first

    def is_told(self, field: str, words: str) -> None:
        """The field is marked as wrong, and a sentence beside it says why."""
        found = self.main.get_by_label(_field(field))
        expect(found).to_have_attribute("aria-invalid", "true")
        expect(found).to_have_accessible_description(_somewhere(words))


def _field(label: str) -> re.Pattern[str]:
    """The label alone, or with its «(необязательно)»."""
    return re.compile(rf"^\s*{re.escape(label)}(\s*\(.*\))?\s*$")


def _one_spaced(words: str) -> str:
    """The words with plain single spaces, however the page sets them apart."""
    return " ".join(words.split())


def _somewhere(words: str) -> re.Pattern[str]:
    """The words, whatever spaces stand between them."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))
